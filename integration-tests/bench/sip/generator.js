/** @file The generator, as the driver of calls sees it. */

import { Program } from '../../harness/programs.js';
import { generatorProgram } from './build.js';

const SPARE_MS = 30_000;

/** What it is to play. @typedef {{ calls: number, kind: 'relayed' | 'transcoded', serverPid: number, cpu: string,
    warmUp: number, seconds: number }} Load */

export class Generator {
  #program;
  #load;
  /** @type {Map<number, { resolve: (value?: any) => void, reject: (error: Error) => void }>} calls that connect */
  #connecting = new Map();
  #waiting = { resolve: () => {}, reject: () => {} };

  /** @param {Program} program @param {Load} load */
  constructor(program, load) {
    this.#program = program;
    this.#load = load;
    program.onLine((line) => this.#received(JSON.parse(line)));
    program.exited.then((how) => this.#ended(new Error(`the generator ended (${how}): ${program.output.slice(-500)}`)));
  }

  /** @param {Load} load */
  static async start(load) {
    const { calls, kind, serverPid, cpu, warmUp, seconds } = load;
    const how = ['--calls', calls, '--warm-up', warmUp, '--seconds', seconds, '--server-pid', serverPid];
    const command = ['--cpu-list', cpu, generatorProgram, ...how, ...(kind === 'transcoded' ? ['--transcoded'] : [])];
    const stdio = ['pipe', 'pipe', 'pipe'];
    const generator = new Generator(new Program('generator', 'taskset', command.map(String), { stdio }), load);
    generator.ends = await generator.#next();
    return generator;
  }

  #received(message) {
    if (message.connected !== undefined) {
      this.#connecting.get(message.connected).resolve();
    } else if (message.failed !== undefined) {
      this.#connecting.get(message.failed).reject(new Error(`call ${message.failed}: ${message.why}`));
    } else {
      this.#waiting.resolve(message);
    }
  }

  #ended(error) {
    this.#waiting.reject(error);
    this.#connecting.forEach(({ reject }) => reject(error));
  }

  #next(within = SPARE_MS) {
    let timer;
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      timer = setTimeout(reject, within, new Error('the generator says nothing'));
    }).finally(() => clearTimeout(timer));
  }

  /**
   * Connects the browser of a call.
   *
   * @param {number} index
   * @param {{ port: number, ufrag: string, password: string, role: string, fingerprint: string, phonePort: number }} to
   */
  connect(index, to) {
    const connected = new Promise((resolve, reject) => this.#connecting.set(index, { resolve, reject }));
    const { port, ufrag, password, role, fingerprint, phonePort } = to;
    this.#program.write(`call ${index} ${port} ${ufrag} ${password} ${role} ${fingerprint} ${phonePort}\n`);
    return connected;
  }

  /** Lets all calls speak. @returns {Promise<any>} what was measured */
  async measure() {
    this.#program.write('go\n');
    const within = (this.#load.warmUp + this.#load.seconds) * 1000 + SPARE_MS;
    return (await this.#next(within)).result;
  }

  async end() {
    if (this.#program.exitCode === null) {
      this.#program.write('end\n');
    }
    await this.#program.exited;
  }
}
