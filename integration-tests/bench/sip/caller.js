/** @file A browser's session with Dialtone's signaling, as far as a call needs it. */

import WebSocket from 'ws';

const ANSWER_MS = 20_000;

export class Caller {
  #socket;
  #id = 0;
  /** @type {string | null} */
  #call = null;
  /** @type {Map<number | string, { resolve: (value: any) => void, reject: (error: Error) => void }>} */
  #waiting = new Map();

  /** @param {WebSocket} socket */
  constructor(socket) {
    this.#socket = socket;
    socket.on('message', (data) => this.#received(JSON.parse(String(data))));
    socket.on('close', (code) => this.#fail(new Error(`the session was closed with ${code}`)));
    socket.on('error', () => {}); // the close follows
  }

  /** @param {string} url @param {string} ticket */
  static async open(url, ticket) {
    const socket = new WebSocket(url, 'dialtone.v1');
    const caller = new Caller(socket);
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    await caller.#ask('session.open', { ticket });
    return caller;
  }

  #received(message) {
    const { id, method, params, result, error } = message;
    if (method === 'call.ended') {
      this.#fail(new Error(`the call ended: ${params.message}`));
    } else if (method !== undefined) {
      this.#settle(method, ({ resolve }) => resolve(params));
    } else {
      this.#settle(id, ({ resolve, reject }) => (error ? reject(new Error(error.message)) : resolve(result)));
    }
  }

  #settle(key, how) {
    const waiting = this.#waiting.get(key);
    this.#waiting.delete(key);
    if (waiting) {
      how(waiting);
    }
  }

  #fail(error) {
    for (const key of [...this.#waiting.keys()]) {
      this.#settle(key, ({ reject }) => reject(error));
    }
  }

  /** Waits for the answer to a request, or for an event. */
  #wait(key) {
    let timer;
    return new Promise((resolve, reject) => {
      this.#waiting.set(key, { resolve, reject });
      timer = setTimeout(() => this.#fail(new Error(`no ${key} came within ${ANSWER_MS / 1000} s`)), ANSWER_MS);
    }).finally(() => clearTimeout(timer));
  }

  #ask(method, params) {
    const id = ++this.#id;
    const answer = this.#wait(id);
    this.#socket.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
    return answer;
  }

  /** Calls a number. @param {string} number @param {string} sdp @returns {Promise<string>} the answer's SDP */
  async dial(number, sdp) {
    const offer = { type: 'offer', sdp };
    const answered = this.#wait('call.answered');
    const progress = this.#wait('call.progress');
    const asked = this.#ask('call.invite', { to: `tel:${number}`, media: { audio: true, video: false }, offer });
    const [{ answer, call }] = await Promise.all([progress, answered, asked]);
    this.#call = call;
    return answer.sdp;
  }

  /** Hangs up and leaves. */
  async close() {
    if (this.#call !== null && this.#socket.readyState === WebSocket.OPEN) {
      await this.#ask('call.hangup', { call: this.#call }).catch(() => {}); // the call has ended by itself
    }
    this.#socket.close();
  }
}
