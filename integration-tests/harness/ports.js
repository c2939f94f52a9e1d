/** @file Ports that nobody uses. */

import { createServer } from 'node:net';

/** A TCP port on loopback that was free a moment ago; for servers that cannot tell which one they took. */
export async function freePort() {
  const server = createServer();
  await new Promise((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}
