/** @file The least that a signaling server on ws does: it knows who is there, and passes messages on. */

import { WebSocketServer } from 'ws';
import { blankPage, listen, makeServer } from './listen.js';

const PING_MS = 25_000;

/** @type {Map<string, import('ws').WebSocket>} */
const clients = new Map();
const server = makeServer(blankPage);
const sockets = new WebSocketServer({ server, perMessageDeflate: false, maxPayload: 65_536 });

sockets.on('connection', (socket, request) => {
  const id = new URL(request.url, 'http://localhost').searchParams.get('id');
  clients.set(id, socket);
  socket.isAlive = true;
  socket.on('pong', () => (socket.isAlive = true));
  socket.on('error', () => {});
  socket.on('close', () => {
    if (clients.get(id) === socket) {
      clients.delete(id);
    }
  });
  socket.on('message', (text) => {
    const { to, data } = JSON.parse(text);
    clients.get(to)?.send(JSON.stringify({ from: id, data }));
  });
  socket.send('{"welcome":true}');
});

// As the documentation of ws recommends.
setInterval(() => {
  for (const socket of sockets.clients) {
    if (!socket.isAlive) {
      socket.terminate();
    } else {
      socket.isAlive = false;
      socket.ping();
    }
  }
}, PING_MS);

listen(server);
