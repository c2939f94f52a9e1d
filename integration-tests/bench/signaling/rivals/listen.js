/** @file What the servers of the others have in common: a port with or without TLS, and how much memory they use. */

import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';

export const port = Number(process.env.DIALTONE_BENCH_PORT);

/** With DIALTONE_BENCH_CERTIFICATE, a PEM file with certificate and key, servers speak TLS. */
export function certificate() {
  const file = process.env.DIALTONE_BENCH_CERTIFICATE;
  return file ? readFileSync(file) : null;
}

/** An empty page, for the scripts of browsers. */
export function blankPage(request, response) {
  response.setHeader('Content-Type', 'text/html').end('<!doctype html><title>benchmark</title>');
}

/** @param {import('node:http').RequestListener} listener */
export function makeServer(listener) {
  const pem = certificate();
  return pem ? createSecureServer({ cert: pem, key: pem, minVersion: 'TLSv1.3' }, listener) : createServer(listener);
}

/** @param {import('node:net').Server} server */
export function listen(server) {
  server.listen({ host: '127.0.0.1', port, backlog: 4096 }, () => tell());
}

/** Says that it listens, and at SIGUSR2 what lives on the heap after a collection. */
export function tell() {
  process.on('SIGUSR2', () => {
    globalThis.gc();
    globalThis.gc();
    const { heapUsed, external } = process.memoryUsage();
    process.stdout.write(`live bytes ${heapUsed + external}\n`);
  });
  process.stdout.write(`listening on ${port}\n`);
}
