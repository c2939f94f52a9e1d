/** @file A signaling server on socket.io: each client is in a room of its own name, and messages go to rooms. */

import { Server } from 'socket.io';
import { blankPage, listen, makeServer } from './listen.js';

const recovery = process.env.DIALTONE_BENCH_RECOVERY
  ? { connectionStateRecovery: { maxDisconnectionDuration: 30_000, skipMiddlewares: true } }
  : {};
const server = makeServer((request, response) => {
  if (!request.url.startsWith('/socket.io/')) {
    blankPage(request, response);
  }
});
const io = new Server(server, { transports: ['websocket'], perMessageDeflate: false, ...recovery });

io.on('connection', (socket) => {
  socket.on('join', (name, done) => {
    socket.data.name = name;
    socket.join(name);
    if (io.opts.connectionStateRecovery) {
      // Who has never got anything has nothing after which to go on, and would not be recovered.
      socket.emit('welcome');
    }
    done();
  });
  socket.on('signal', ({ to, data }) => io.to(to).emit('signal', { from: socket.data.name, data }));
});

listen(server);
