/** @file A way to a server that tests can cut. */

import { connect, createServer } from 'node:net';

/** Passes TCP connections on to a server on this machine, until it is told not to. */
export class Cuttable {
  #server;
  #sockets = new Set();
  #isCut = false;
  #isFrozen = false;

  /** @param {import('node:net').Server} server @param {string} url */
  constructor(server, url) {
    this.#server = server;
    /** Where the server is to be reached. */
    this.url = url;
  }

  /**
   * @param {string} url of the server
   * @param {{ host?: string, port?: number }} [options] where on this machine it is
   */
  static async to(url, { host = '127.0.0.1', port: own = 0 } = {}) {
    const target = new URL(url);
    const { hostname } = target;
    const port = Number(target.port);
    let way;
    const server = createServer((near) => way.#join(near, connect(port, hostname)));
    await new Promise((resolve) => server.listen(own, host, resolve));
    target.hostname = host;
    target.port = String(server.address().port);
    way = new Cuttable(server, target.href);
    return way;
  }

  /** Ends all connections without a word, and lets no new ones through. */
  cut() {
    this.#isCut = true;
    this.#sockets.forEach((socket) => socket.destroy());
  }

  /** Passes nothing on, and ends nothing: as a device without a signal sees it. */
  freeze() {
    this.#isFrozen = true;
    this.#sockets.forEach((socket) => socket.unpipe().pause());
  }

  mend() {
    if (this.#isFrozen) {
      this.cut();
    }
    this.#isFrozen = false;
    this.#isCut = false;
  }

  stop() {
    this.cut();
    return new Promise((resolve) => this.#server.close(resolve));
  }

  #join(near, far) {
    for (const [one, other] of [[near, far], [far, near]]) {
      this.#sockets.add(one);
      one.on('error', () => {});
      one.on('close', () => {
        this.#sockets.delete(one);
        other.destroy();
      });
      if (this.#isFrozen) {
        one.pause();
      } else {
        one.pipe(other);
      }
    }
    if (this.#isCut) {
      near.destroy();
    }
  }
}
