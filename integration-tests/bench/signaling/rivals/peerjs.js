/** @file PeerJS server as its package makes it, with room for everybody. */

import { PeerServer } from 'peer';
import { certificate, port, tell } from './listen.js';

const MANY = 100_000;

const pem = certificate();
const ssl = pem ? { ssl: { cert: pem, key: pem } } : {};
const where = { host: '127.0.0.1', port, path: '/', key: 'peerjs' };

PeerServer({ ...where, ...ssl, concurrent_limit: MANY }, () => tell());
