/** @file A web site of somebody else, on an origin of its own. */

import { createServer } from 'node:http';

/** Serves a few pages from memory, under a policy that lets in nothing but what it names. */
export class Site {
  #server;

  constructor(server, url) {
    this.#server = server;
    this.url = url;
  }

  /**
   * @param {Record<string, string>} pages HTML by path
   * @param {string} policy its Content-Security-Policy
   */
  static async start(pages, policy) {
    const server = createServer(({ url }, response) => {
      const page = pages[new URL(url, 'http://site').pathname];
      response.writeHead(page ? 200 : 404, {
        'Content-Type': 'text/html; charset=utf-8',
        'Content-Security-Policy': policy,
      });
      response.end(page ?? '');
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new Site(server, `http://localhost:${server.address().port}`);
  }

  async stop() {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
