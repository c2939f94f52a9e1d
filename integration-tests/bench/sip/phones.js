/** @file A SIP user agent with a phone for each number: answers each INVITE at once, over UDP (RFC 3261). */

import { createSocket } from 'node:dgram';
import { audioPort, phoneAnswer } from './sdp.js';

const BUFFER_BYTES = 4 * 1024 * 1024;
const COPIED = new Set(['via', 'from', 'to', 'call-id', 'cseq', 'record-route']);
const SHORT = { v: 'via', f: 'from', t: 'to', i: 'call-id', l: 'content-length', c: 'content-type', m: 'contact' };

/** A number has so many digits of the call's index at its end. */
const INDEX_DIGITS = 6;
const PREFIX = '+1555';

/** @param {number} index of a call */
export const numberOf = (index) => `${PREFIX}${String(index).padStart(INDEX_DIGITS, '0')}`;

function readMessage(text) {
  const end = text.indexOf('\r\n\r\n');
  const [start, ...lines] = text.slice(0, end < 0 ? text.length : end).split('\r\n');
  const headers = lines.map((line) => {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).trim().toLowerCase();
    return { name: SHORT[name] ?? name, value: line.slice(colon + 1).trim() };
  });
  return { start, headers, body: end < 0 ? '' : text.slice(end + 4) };
}

export class Phones {
  #socket = createSocket({ type: 'udp4', recvBufferSize: BUFFER_BYTES });
  #port = 0;
  /** @type {Map<string, string>} answers by Call-ID, for requests that come again */
  #answers = new Map();
  /** @type {number[]} */
  #ports = [];
  #onCalled = () => {};

  static async open() {
    const phones = new Phones();
    phones.#socket.on('message', (bytes, from) => phones.#received(bytes.toString(), from));
    await new Promise((resolve) => phones.#socket.bind(0, '127.0.0.1', resolve));
    phones.#port = phones.#socket.address().port;
    return phones;
  }

  get port() {
    return this.#port;
  }

  /**
   * Begins with other calls.
   *
   * @param {number[]} ports of the phones' media
   * @param {(index: number, port: number) => void} onCalled is told which phone is called and where it is to send
   */
  expect(ports, onCalled) {
    this.#ports = ports;
    this.#onCalled = onCalled;
    this.#answers.clear();
  }

  #received(text, from) {
    const message = readMessage(text);
    const [method, uri] = message.start.split(' ');
    if (method === 'INVITE') {
      this.#invited(message, uri, from);
    } else if (method !== 'ACK' && !method.startsWith('SIP/')) {
      this.#reply(message, from, '');
    }
  }

  #invited(message, uri, from) {
    const callId = message.headers.find(({ name }) => name === 'call-id').value;
    const isNew = !this.#answers.has(callId);
    const index = Number(uri.split('@')[0].replace(/\D/g, '').slice(-INDEX_DIGITS));
    if (isNew) {
      this.#answers.set(callId, phoneAnswer(this.#ports[index], message.body));
    }
    this.#reply(message, from, this.#answers.get(callId));
    if (isNew) {
      this.#onCalled(index, audioPort(message.body));
    }
  }

  #reply(message, from, body) {
    const copied = message.headers
      .filter(({ name }) => COPIED.has(name))
      .map(({ name, value }) => `${name}: ${value}${name === 'to' && !/;tag=/.test(value) ? ';tag=phone' : ''}`);
    const lines = [
      'SIP/2.0 200 OK',
      ...copied,
      `Contact: <sip:phone@127.0.0.1:${this.#port}>`,
      ...(body === '' ? [] : ['Content-Type: application/sdp']),
      `Content-Length: ${Buffer.byteLength(body)}`,
      '',
      body,
    ];
    this.#socket.send(lines.join('\r\n'), from.port, from.address);
  }

  close() {
    this.#socket.close();
  }
}
