/** @file The TURN servers that are measured, started alike: on loopback, on one processor, with one thread of work. */

import { createSocket } from 'node:dgram';
import { join } from 'node:path';
import { eventually, Hopeless } from '../../harness/eventually.js';
import { home } from '../../harness/paths.js';
import { freePort } from '../../harness/ports.js';
import { Program } from '../../harness/programs.js';
import { environment } from '../common/programs.js';
import { artifacts } from './build.js';

const MANY = '20000';

/** What a server is told. @typedef {{ port: number, relayPorts: [number, number], extra: string[] }} Place */

function ours({ port, relayPorts: [min, max], extra }) {
  const quotas = [`--turn.user-quota=${MANY}`, `--turn.total-quota=${MANY}`, '--turn.unauthorized-rate-limit=0'];
  return [
    join(home, 'run'),
    'turn',
    ...['--listen', `127.0.0.1:${port}`, '--relay-address', '127.0.0.1'],
    ...['--user', 'test:test', '--turn.shards=1', '--turn.allowed-peers=127.0.0.0/8'],
    ...[`--turn.relay-port-min=${min}`, `--turn.relay-port-max=${max}`, ...quotas],
    ...extra,
  ];
}

function coturn({ port, relayPorts: [min, max] }) {
  const file = (name) => join(artifacts, `coturn-${port}.${name}`);
  return [
    'turnserver',
    ...['-n', '-a', '-u', 'test:test', '-r', 'bench', '-L', '127.0.0.1', '-E', '127.0.0.1', '-p', String(port)],
    ...['-m', '1', '--allow-loopback-peers', '--no-tls', '--no-dtls', '--no-cli'],
    ...['--user-quota', MANY, '--total-quota', MANY, '--min-port', String(min), '--max-port', String(max)],
    ...['--pidfile', file('pid'), '--userdb', file('db'), '--log-file', file('log'), '--simple-log'],
  ];
}

function floor({ port }) {
  return [join(artifacts, 'floor'), '--port', String(port)];
}

/** @type {Record<string, (place: Place) => string[]>} */
export const SERVERS = {
  ours,
  coturn,
  floor,
  'floor-connected': (place) => [...floor(place), '--connected'],
};

/** An Allocate request without a credential: every TURN server answers with a challenge (RFC 8656 section 7.2). */
const KNOCK = Buffer.from(`000300082112a442${'07'.repeat(12)}0019000411000000`, 'hex');

/** @param {number} port @returns {Promise<boolean>} whether something answers there within a fifth of a second */
async function answers(port) {
  const socket = createSocket('udp4');
  try {
    return await new Promise((resolve) => {
      socket.once('message', () => resolve(true)).once('error', () => resolve(false));
      socket.send(KNOCK, port, '127.0.0.1');
      setTimeout(resolve, 200, false);
    });
  } finally {
    socket.close();
  }
}

/** A server that runs. */
export class Server {
  /** @param {string} name @param {Program} program @param {number} port */
  constructor(name, program, port) {
    this.name = name;
    this.program = program;
    this.port = port;
  }

  /**
   * Starts it and waits until it answers.
   *
   * @param {string} name one of {@link SERVERS}
   * @param {{ cpu: string, relayPorts: [number, number], extra: string[] }} how
   */
  static async start(name, { cpu, relayPorts, extra }) {
    const port = await freePort();
    const command = SERVERS[name]({ port, relayPorts, extra });
    const program = new Program(name, 'taskset', ['--cpu-list', cpu, ...command], { env: environment() });
    const started = async () => {
      if (program.exitCode !== null) {
        throw new Hopeless(`${name} ended (${program.exitCode}):\n${program.output}`);
      }
      return answers(port);
    };
    try {
      await eventually(`${name} answers on port ${port}`, started, { within: 60_000 });
    } catch (error) {
      // Otherwise it starts after all, beside what is measured next, and the benchmark never ends.
      await program.stop();
      throw error;
    }
    return new Server(name, program, port);
  }

  stop() {
    return this.program.stop();
  }
}
