/** @file Ports that nobody uses. */

import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below those that the system gives to whoever connects, which may have taken one before its server starts. */
const FIRST = 24_000;
const LAST = 31_999;
/** Some servers take the next one, too. */
const STEP = 2;

let next = FIRST + Math.floor(Math.random() * (LAST - FIRST));

/** A port on loopback that nobody has, neither for TCP nor for UDP; for servers that cannot tell which one they took. */
export async function freePort() {
  for (let tries = 0; tries < LAST - FIRST; tries++) {
    next = next + STEP <= LAST ? next + STEP : FIRST;
    const port = next; // others may ask meanwhile
    if ((await isFree(port, listens)) && (await isFree(port, binds))) {
      return port;
    }
  }
  throw new Error(`no port from ${FIRST} to ${LAST} is free`);
}

async function isFree(port, take) {
  try {
    await take(port);
    return true;
  } catch {
    return false;
  }
}

async function listens(port) {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  server.close();
  await once(server, 'close');
}

async function binds(port) {
  const socket = createSocket('udp4').bind(port, '127.0.0.1');
  await once(socket, 'listening');
  socket.close();
  await once(socket, 'close');
}
