/** @file A server that is further away than it is. */

import { connect, createServer } from 'node:net';

/** A way over TCP to a server, on which everything takes longer. Media does not go by it. */
export class LongWay {
  #server;

  /** @param {import('node:net').Server} server */
  constructor(server) {
    this.#server = server;
    /** Where it begins. */
    this.url = `http://127.0.0.1:${server.address().port}/`;
  }

  /** @param {string} url of the server @param {number} ms each way */
  static async to(url, ms) {
    const { hostname, port } = new URL(url);
    const server = createServer((near) => {
      const far = connect(Number(port), hostname);
      LongWay.#pass(near, far, ms);
      LongWay.#pass(far, near, ms);
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new LongWay(server);
  }

  static #pass(from, to, ms) {
    from.setNoDelay(true);
    from.on('data', (bytes) => setTimeout(() => to.write(bytes), ms));
    from.on('end', () => setTimeout(() => to.end(), ms));
    from.on('error', () => to.destroy());
  }

  stop() {
    this.#server.close();
  }
}
