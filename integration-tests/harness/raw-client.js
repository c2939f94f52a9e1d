/** @file A client of the signaling that may send anything. */

import WebSocket from 'ws';
import { eventually } from './eventually.js';

const TEXT_FRAME = { binary: false };

export class RawClient {
  #socket;
  #id = 0;

  constructor(socket) {
    this.#socket = socket;
    /** All that came and was not taken. */
    this.received = [];
    socket.on('message', (data) => this.received.push(JSON.parse(String(data))));
    socket.on('error', () => {}); // what a connection ends with is told by its code
    /** Resolves with the code that the connection was closed with. */
    this.closed = new Promise((resolve) => socket.on('close', resolve));
  }

  /** @param {string} url */
  static async connect(url) {
    const socket = new WebSocket(url, 'dialtone.v1');
    const client = new RawClient(socket);
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    return client;
  }

  /** @param {string} text */
  send(text) {
    this.#socket.send(text);
  }

  /** Sends bytes and says that they are text. @param {Buffer} bytes */
  sendAsText(bytes) {
    this.#socket.send(bytes, TEXT_FRAME);
  }

  /**
   * Asks and waits for the answer.
   *
   * @param {string} method
   * @param {object} params
   */
  async ask(method, params) {
    const id = ++this.#id;
    this.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
    const { result, error } = await this.next((message) => message.id === id);
    if (error) {
      throw Object.assign(new Error(error.message), error.data);
    }
    return result;
  }

  /**
   * Takes the next message that is wanted out of what came.
   *
   * @param {(message: any) => unknown} isWanted
   * @param {{ within?: number }} [options] in milliseconds
   */
  next(isWanted, { within } = {}) {
    const find = () => {
      const index = this.received.findIndex((message) => isWanted(message));
      return index < 0 ? undefined : this.received.splice(index, 1)[0];
    };
    return eventually('a message comes', find, { within });
  }

  close() {
    this.#socket.close();
  }
}
