/** @file A client over TLS that tells what it is shown. */

import { once } from 'node:events';
import { connect } from 'node:tls';

/** STUN's Binding request: its type, no attributes, the magic cookie, and an id (RFC 8489 section 5). */
const BINDING = Buffer.from('000100002112a442000102030405060708090a0b', 'hex');
const BINDING_SUCCESS = 0x0101;

export class TlsClient {
  #socket;
  #received = Buffer.alloc(0);

  /** @param {import('node:tls').TLSSocket} socket */
  constructor(socket) {
    this.#socket = socket;
    this.#socket.on('data', (bytes) => (this.#received = Buffer.concat([this.#received, bytes])));
    this.#socket.on('error', () => {});
    const { subject, serialNumber } = socket.getPeerCertificate();
    /** Whether who it trusts has signed what it was shown, for the name that it asked for. */
    this.trusts = socket.authorized;
    this.subject = subject.CN;
    this.serial = serialNumber;
  }

  /**
   * @param {number} port on 127.0.0.1
   * @param {{ name: string, root?: string }} options the server's name; root: who is trusted
   */
  static async connect(port, { name, root }) {
    const socket = connect({ host: '127.0.0.1', port, servername: name, ca: root, rejectUnauthorized: false });
    await once(socket, 'secureConnect');
    return new TlsClient(socket);
  }

  async #next(atLeast) {
    while (this.#received.length < atLeast) {
      if (this.#socket.destroyed || this.#socket.readableEnded) {
        throw new Error('the connection has ended');
      }
      await Promise.race([once(this.#socket, 'data'), once(this.#socket, 'close')]);
    }
    const bytes = this.#received;
    this.#received = Buffer.alloc(0);
    return bytes;
  }

  /** Asks for something by HTTP, without ending the connection. @returns {Promise<number>} the status */
  async getStatus(path, host) {
    this.#socket.write(`HEAD ${path} HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
    return Number((await this.#next(12)).toString('latin1', 9, 12));
  }

  /** Whether a TURN server answers. */
  async isTurn() {
    this.#socket.write(BINDING);
    return (await this.#next(BINDING.length)).readUInt16BE(0) === BINDING_SUCCESS;
  }

  close() {
    this.#socket.destroy();
  }
}
