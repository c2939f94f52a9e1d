/** @file The process under test, started as everybody starts it: by ./run. */

import { join } from 'node:path';
import { eventually } from './eventually.js';
import { Metrics } from './metrics.js';
import { home } from './paths.js';
import { Program } from './programs.js';

const RUN = join(home, 'run');
/** The first start after a change builds everything. */
const START_MS = 300_000;

/**
 * Starts ./run, and no setting of the person who runs the tests gets into it.
 *
 * @param {string[]} args of ./run
 * @param {Record<string, string>} [env]
 */
export function runDialtone(args, env = {}) {
  const isOurs = ([name]) => !name.startsWith('DIALTONE_') || name === 'DIALTONE_JAVA_HOME';
  const around = Object.fromEntries(Object.entries(process.env).filter(isOurs));
  const name = `./run ${args.join(' ')}`;
  return new Program(name, RUN, args, { env: { ...around, DIALTONE_JAVA_OPTIONS: '-Xmx256m', ...env } });
}

/** Everything in one process, on free ports. */
export class Dialtone {
  /** @param {Program} program @param {string} url @param {string} adminUrl @param {number} turnPort */
  constructor(program, url, adminUrl, turnPort) {
    this.program = program;
    /** Where pages and signaling are. */
    this.url = url;
    this.adminUrl = adminUrl;
    this.turnPort = turnPort;
  }

  /**
   * Starts it and waits until it says that it is ready.
   *
   * @param {string[]} [args]
   * @param {Record<string, string>} [env]
   */
  static async start(args = [], env = {}) {
    const program = runDialtone(['--port', '0', '--admin-port', '0', '--turn-port', '0', ...args], {
      // What a test leaves behind must not keep the server from stopping.
      DIALTONE_SIGNALING_DRAIN_TIMEOUT: '0s',
      ...env,
    });
    const [, url] = await program.prints(/Demo\s+(https?:\S+)/, { within: START_MS });
    const [, turnPort] = await program.prints(/TURN\s+127\.0\.0\.1:(\d+)/);
    const [, admin] = await program.prints(/Admin\s+(http:\S+)/);
    const dialtone = new Dialtone(program, url, new URL('/', admin).href, Number(turnPort));
    await eventually(`${program.name} is ready`, async () => (await fetch(`${dialtone.adminUrl}readyz`)).ok);
    return dialtone;
  }

  get webSocketUrl() {
    return new URL('/v1/ws', this.url.replace('http', 'ws')).href;
  }

  metrics() {
    return Metrics.of(this.adminUrl);
  }

  /** A ticket of development mode. @param {string} user */
  async ticket(user) {
    const body = JSON.stringify({ user });
    const answer = await fetch(new URL('/v1/dev/ticket', this.url), { method: 'POST', body });
    if (!answer.ok) {
      throw new Error(`no ticket: ${answer.status} ${await answer.text()}`);
    }
    return (await answer.json()).ticket;
  }

  stop() {
    return this.program.stop();
  }
}

/** The relay alone, by `./run turn`. */
export class Relay {
  /** @param {Program} program @param {number} port @param {number} port6 */
  constructor(program, port, port6) {
    this.program = program;
    /** Of its listener on 127.0.0.1, UDP and TCP. */
    this.port = port;
    /** Of its listener on ::1; NaN without one. */
    this.port6 = port6;
  }

  /**
   * @param {string[]} args
   * @param {{ port?: number, ipv6?: boolean }} [options] ipv6: it listens on ::1 too
   */
  static async start(args, { port = 0, ipv6 = false } = {}) {
    const listen = [`127.0.0.1:${port}`, ...(ipv6 ? ['[::1]:0'] : [])];
    const program = runDialtone(['turn', `--turn.listen=${listen}`, '--admin-port=0', ...args]);
    const [, actual] = await program.prints(/ready at 127\.0\.0\.1:(\d+)/, { within: START_MS });
    const [, port6] = ipv6 ? await program.prints(/ready at \[[\da-f:]+\]:(\d+)/) : [];
    return new Relay(program, Number(actual), Number(port6));
  }

  stop() {
    return this.program.stop();
  }
}
