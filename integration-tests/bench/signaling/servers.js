/** @file The signaling servers that are measured, each on one processor. */

import { execFile } from 'node:child_process';
import { readlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { home } from '../../harness/paths.js';
import { freePort } from '../../harness/ports.js';
import { Program } from '../../harness/programs.js';
import { environment } from '../common/programs.js';
import { rivals, TICKET_KEY } from './build.js';

const execute = promisify(execFile);

const START_MS = 300_000;
const MANY = '1000000';

/** Lets everybody in, as often as they like: what is measured are not the limits. */
const NO_LIMITS = [
  'signaling.max-sessions=100000',
  `signaling.message-rate=${MANY}`,
  `signaling.message-burst=${MANY}`,
].map((option) => `--${option}`);

/**
 * How a server is started.
 *
 * @typedef {object} How
 * @property {string} cpu its processor
 * @property {{ key: string, certificate: string, both: string }} [certificate] for TLS
 * @property {boolean} [recovery] whether it keeps what clients miss while they are away, if that is a choice
 * @property {number} [port] otherwise any
 * @property {string[]} extra options of ./run
 */

/** Dialtone as ./run starts it, with everything. */
class Ours {
  name = 'ours';
  protocol = 'dialtone';

  constructor(program, url) {
    this.program = program;
    /** A page on which nothing happens, as those of the others: what the demo page does while it is loaded is no call. */
    this.url = new URL('/sdk/dialtone.js', url).href;
    this.port = Number(new URL(url).port);
  }

  /** @param {How} how */
  static async start({ cpu, certificate, port = 0, extra }) {
    const free = ['--port', String(port), '--admin-port', '0', '--turn-port', '0'];
    const tls = certificate
      ? [`--signaling.tls.certificate=${certificate.certificate}`, `--signaling.tls.key=${certificate.key}`]
      : [];
    const command = ['--cpu-list', cpu, join(home, 'run'), ...free, ...NO_LIMITS, ...tls, ...extra];
    const config = JSON.stringify({ signaling: { 'ticket-keys': { [TICKET_KEY.id]: TICKET_KEY.secret } } });
    const program = new Program('ours', 'taskset', command, { env: { ...environment(), DIALTONE_CONFIG_BODY: config } });
    try {
      const [, url] = await program.prints(/Demo\s+(https?:\S+)/, { within: START_MS });
      return new Ours(program, url);
    } catch (error) {
      await program.stop();
      throw error;
    }
  }

  get pid() {
    return this.program.pid;
  }

  /** What lives on the heap after a full collection, in bytes. */
  async liveBytes() {
    const jcmd = join(dirname(readlinkSync(`/proc/${this.pid}/exe`)), 'jcmd');
    const { stdout } = await execute(jcmd, [String(this.pid), 'GC.class_histogram'], { maxBuffer: 64 * 1024 * 1024 });
    return Number(/^Total\s+\d+\s+(\d+)/m.exec(stdout)[1]);
  }

  /** At once: it would wait for calls otherwise. */
  async stop() {
    this.program.kill();
    await this.program.exited;
  }
}

/** A server on node. */
class Rival {
  constructor(name, program, port, protocol) {
    this.name = name;
    this.program = program;
    this.port = port;
    this.protocol = protocol;
    this.url = `http://127.0.0.1:${port}/`;
  }

  /** @param {string} name @param {string} script @param {How} how */
  static async start(name, script, { cpu, certificate, recovery, port }) {
    const chosen = port ?? (await freePort());
    const command = ['--cpu-list', cpu, process.execPath, '--expose-gc', join(rivals, script)];
    const env = {
      ...environment(),
      NODE_ENV: 'production',
      DIALTONE_BENCH_PORT: String(chosen),
      ...(certificate && { DIALTONE_BENCH_CERTIFICATE: certificate.both }),
      ...(recovery && { DIALTONE_BENCH_RECOVERY: 'yes' }),
    };
    const program = new Program(name, 'taskset', command, { env, cwd: rivals });
    try {
      await program.prints(/listening on \d+/, { within: START_MS });
    } catch (error) {
      await program.stop();
      throw error;
    }
    return new Rival(name, program, chosen, name);
  }

  get pid() {
    return this.program.pid;
  }

  async liveBytes() {
    const before = this.program.output.length;
    this.program.signal('SIGUSR2');
    const written = () => /live bytes (\d+)/.exec(this.program.output.slice(before));
    while (written() === null) {
      await this.program.prints(/live bytes/, { within: START_MS });
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return Number(written()[1]);
  }

  async stop() {
    this.program.kill();
    await this.program.exited;
  }
}

/** @type {Record<string, (how: How) => Promise<Ours | Rival>>} */
export const SERVERS = {
  ours: (how) => Ours.start(how),
  ws: (how) => Rival.start('ws', 'ws.js', how),
  'socket.io': (how) => Rival.start('socket.io', 'socket-io.js', how),
  peerjs: (how) => Rival.start('peerjs', 'peerjs.js', how),
};

/** @typedef {Ours | Rival} Server */
