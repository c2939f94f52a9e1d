/** @file Runs the generator beside a server. */

import { join } from 'node:path';
import { Program, run } from '../../harness/programs.js';
import { artifacts, makeTickets } from './build.js';

/** How long it may take beyond what it was told, to connect and to end. */
const SPARE_MS = 30_000;

/** @param {import('./servers.js').Server} server @param {number} connections @param {string} cpu @param {string[]} how */
function command(server, connections, cpu, how) {
  const tickets = server.protocol === 'dialtone' ? ['--tickets', makeTickets(connections)] : [];
  const where = ['--protocol', server.protocol, '--port', server.port, '--server-pid', server.pid];
  const all = [join(artifacts, 'generator'), ...where, '--connections', connections, ...tickets, ...how];
  return ['--cpu-list', cpu, ...all].map(String);
}

/**
 * Runs it to its end.
 *
 * @param {import('./servers.js').Server} server
 * @param {{ connections: number, cpu: string, how: (string | number)[], seconds: number }} options
 * @returns {Promise<any>} its numbers
 */
export async function generate(server, { connections, cpu, how, seconds }) {
  const within = seconds * 1000 + SPARE_MS;
  const { code, output } = await run('taskset', command(server, connections, cpu, how), { within });
  if (code !== 0) {
    throw new Error(`the generator ended with ${code}: ${output.trim()}`);
  }
  return JSON.parse(output);
}

/** Clients that are there and do nothing. */
export class IdleClients {
  #program;

  constructor(program, opened) {
    this.#program = program;
    /** How many there are, and how long it took. */
    this.opened = opened;
  }

  /** Connects them. @param {import('./servers.js').Server} server @param {{ connections: number, cpu: string, within: number }} options */
  static async connect(server, { connections, cpu, within }) {
    const how = ['--mode', 'idle', '--patience', within / 1000];
    const program = new Program('generator', 'taskset', command(server, connections, cpu, how));
    try {
      const [opened] = await program.prints(/\{"open".*\}/, { within: within + SPARE_MS });
      return new IdleClients(program, JSON.parse(opened));
    } catch (error) {
      await program.stop();
      throw error;
    }
  }

  /** @returns {Promise<{ left: number, trouble: string }>} how many were there still */
  async end() {
    await this.#program.stop();
    const [, last] = this.#program.output.trim().split('\n');
    return JSON.parse(last);
  }
}
