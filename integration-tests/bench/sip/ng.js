/** @file A client of rtpengine's control protocol: dictionaries in bencode, over UDP. */

import { createSocket } from 'node:dgram';

const TIMEOUT_MS = 5000;

/** @param {number | string | Buffer | unknown[] | object} value @returns {Buffer} */
export function encode(value) {
  if (typeof value === 'number') {
    return Buffer.from(`i${value}e`);
  }
  if (typeof value === 'string') {
    const bytes = Buffer.from(value);
    return Buffer.concat([Buffer.from(`${bytes.length}:`), bytes]);
  }
  if (Array.isArray(value)) {
    return Buffer.concat([Buffer.from('l'), ...value.map(encode), Buffer.from('e')]);
  }
  const entries = Object.keys(value)
    .sort()
    .flatMap((key) => [encode(key), encode(value[key])]);
  return Buffer.concat([Buffer.from('d'), ...entries, Buffer.from('e')]);
}

/** Reads values one after another. */
class Decoder {
  #bytes;
  #at = 0;

  /** @param {Buffer} bytes */
  constructor(bytes) {
    this.#bytes = bytes;
  }

  value() {
    const first = String.fromCharCode(this.#bytes[this.#at]);
    if (first === 'i') {
      this.#at++;
      return Number(this.#until('e'));
    }
    if (first === 'l' || first === 'd') {
      this.#at++;
      const items = [];
      while (this.#bytes[this.#at] !== 'e'.charCodeAt(0)) {
        items.push(this.value());
      }
      this.#at++;
      const pairs = () => items.flatMap((item, index) => (index % 2 === 0 ? [[item, items[index + 1]]] : []));
      return first === 'l' ? items : Object.fromEntries(pairs());
    }
    const length = Number(this.#until(':'));
    this.#at += length;
    return this.#bytes.toString('utf8', this.#at - length, this.#at);
  }

  #until(end) {
    const found = this.#bytes.indexOf(end, this.#at);
    if (found < 0) {
      throw new Error('rtpengine sent something unreadable');
    }
    const text = this.#bytes.toString('latin1', this.#at, found);
    this.#at = found + 1;
    return text;
  }
}

/** @param {Buffer} bytes */
export const decode = (bytes) => new Decoder(bytes).value();

export class NgClient {
  #socket = createSocket('udp4');
  #port;
  #cookies = 0;
  /** @type {Map<string, (answer: any) => void>} */
  #waiting = new Map();

  /** @param {number} port */
  constructor(port) {
    this.#port = port;
    this.#socket.on('message', (message) => this.#answered(message)).on('error', () => {});
  }

  #answered(message) {
    const space = message.indexOf(' ');
    const cookie = message.toString('latin1', 0, space);
    const answer = this.#waiting.get(cookie);
    this.#waiting.delete(cookie);
    answer?.(decode(message.subarray(space + 1)));
  }

  /** @param {object} request @returns {Promise<any>} the answer, when it is a good one */
  async ask(request) {
    const cookie = `b${++this.#cookies}`;
    let timer;
    const answer = await new Promise((resolve, reject) => {
      this.#waiting.set(cookie, resolve);
      timer = setTimeout(reject, TIMEOUT_MS, new Error(`rtpengine did not answer ${request.command}`));
      this.#socket.send(Buffer.concat([Buffer.from(`${cookie} `), encode(request)]), this.#port, '127.0.0.1');
    }).finally(() => {
      clearTimeout(timer);
      this.#waiting.delete(cookie);
    });
    if (answer.result !== 'ok' && answer.result !== 'pong') {
      throw new Error(`rtpengine refused ${request.command}: ${answer['error-reason'] ?? answer.result}`);
    }
    return answer;
  }

  close() {
    this.#socket.close();
  }
}
