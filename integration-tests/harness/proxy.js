/** @file Proxies as people have them between their browser and a server: none of them does all it could. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer, request } from 'node:http';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from './eventually.js';
import { freePort } from './ports.js';
import { Program } from './programs.js';

/** Hands requests on, and knows nothing of upgrades. */
export class HttpProxy {
  #server;

  /** @param {import('node:http').Server} server @param {string} url */
  constructor(server, url) {
    this.#server = server;
    /** Where the server is to be reached. */
    this.url = url;
  }

  /**
   * @param {string} url of the server
   * @param {{ buffers?: boolean }} [options] buffers: it hands on answers only when they are whole
   */
  static async to(url, { buffers = false } = {}) {
    const { hostname, port } = new URL(url);
    const server = createHttpServer((asked, answer) => {
      const { upgrade: _, connection: __, ...headers } = asked.headers;
      const onward = request({ hostname, port, method: asked.method, path: asked.url, headers }, (response) => {
        const parts = [];
        response.on('data', (part) => (buffers ? parts.push(part) : answer.write(part)));
        response.on('end', () => answer.end(buffers ? Buffer.concat(parts) : undefined));
        response.on('error', () => answer.destroy());
        answer.writeHead(response.statusCode, response.headers);
        if (!buffers) {
          answer.flushHeaders();
        }
      });
      onward.on('error', () => answer.destroy());
      answer.on('close', () => onward.destroy());
      asked.pipe(onward);
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new HttpProxy(server, `http://127.0.0.1:${server.address().port}/`);
  }

  stop() {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(resolve));
  }
}

/** Ends every connection some seconds after it began, whatever goes on in it. */
export class ImpatientProxy {
  #server;
  #sockets = new Set();

  /** @param {import('node:net').Server} server @param {string} url */
  constructor(server, url) {
    this.#server = server;
    this.url = url;
    /** How many connections it has ended. */
    this.cuts = 0;
  }

  /** @param {string} url of the server @param {number} lifeMs */
  static async to(url, lifeMs) {
    const { hostname, port } = new URL(url);
    let proxy;
    const server = createServer((near) => proxy.#join(near, connect(Number(port), hostname), lifeMs));
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    proxy = new ImpatientProxy(server, `http://127.0.0.1:${server.address().port}/`);
    return proxy;
  }

  stop() {
    this.#sockets.forEach((socket) => socket.destroy());
    return new Promise((resolve) => this.#server.close(resolve));
  }

  #join(near, far, lifeMs) {
    const timer = setTimeout(() => {
      this.cuts++;
      near.destroy();
    }, lifeMs);
    for (const [one, other] of [[near, far], [far, near]]) {
      this.#sockets.add(one);
      one.on('error', () => {});
      one.on('close', () => {
        clearTimeout(timer);
        this.#sockets.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  }
}

/** nginx, with what a test says of its server. */
export class Nginx {
  #directory;

  constructor(program, directory, url) {
    this.program = program;
    this.#directory = directory;
    this.url = url;
  }

  /** @param {(port: number) => string} configuration what stands within `http` */
  static async start(configuration, scheme = 'http') {
    const port = await freePort();
    const directory = mkdtempSync(join(tmpdir(), 'dialtone-nginx-'));
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
      (what) => `${what}_temp_path ${join(directory, what)};`,
    );
    const file = join(directory, 'nginx.conf');
    const text = `daemon off; master_process off; pid ${join(directory, 'pid')}; error_log stderr;
      events {} http { access_log off; ${temporary.join(' ')} ${configuration(port)} }`;
    writeFileSync(file, text);
    const program = new Program('nginx', 'nginx', ['-p', directory, '-e', 'stderr', '-c', file]);
    const url = `${scheme}://localhost:${port}/`;
    await eventually('nginx takes connections', () => isOpen(port));
    return new Nginx(program, directory, url);
  }

  async stop() {
    const how = await this.program.stop();
    rmSync(this.#directory, { recursive: true });
    return how;
  }
}

function isOpen(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket.destroy() && true));
    socket.on('error', () => resolve(false));
  });
}
