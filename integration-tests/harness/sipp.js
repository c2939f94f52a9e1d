/** @file SIPp, which does in a call what a scenario says, right or wrong. */

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Program } from './programs.js';
import { scenario } from './sipp-scenario.js';

const MEDIA_PORT = 21_000;
/** How long it may take, in seconds. */
const PATIENCE = 60;

export class Sipp {
  #directory;

  /** @param {Program} program @param {string} directory */
  constructor(program, directory) {
    this.program = program;
    this.#directory = directory;
  }

  /**
   * Plays a scenario, and sends media back to where it comes from. It answers, unless it has somebody to call.
   *
   * @param {string[]} steps
   * @param {object} options
   * @param {number} options.port where it is
   * @param {'udp' | 'tcp'} [options.transport]
   * @param {number} [options.calls] how many it takes or makes
   * @param {number} [options.to] the port that it calls
   * @param {number} [options.seconds] how long it may take
   * @param {number} [options.mediaPort] where media goes, with the next ones; of several at once each has its own
   */
  static play(steps, { port, transport = 'udp', calls = 1, to, seconds = PATIENCE, mediaPort = MEDIA_PORT }) {
    const directory = mkdtempSync(join(tmpdir(), 'dialtone-sipp-'));
    const file = join(directory, 'scenario.xml');
    writeFileSync(file, scenario(steps));
    const where = ['-t', transport === 'tcp' ? 't1' : 'u1', '-i', '127.0.0.1', '-p', port, '-mi', '127.0.0.1', '-mp', mediaPort, '-rtp_echo'];
    const how = ['-m', calls, '-nostdin', '-timeout', `${seconds}s`, '-timeout_error'];
    const errors = ['-trace_err', '-error_file', join(directory, 'errors')];
    const messages = ['-trace_msg', '-message_file', join(directory, 'messages')];
    const whom = to ? [`127.0.0.1:${to}`] : [];
    const args = ['-sf', file, ...where, ...how, ...errors, ...messages, ...whom];
    return new Sipp(new Program('sipp', 'sipp', args.map(String), { cwd: directory }), directory);
  }

  /** Waits until it has played its scenario to the end, and fails if anything was otherwise. */
  async ends() {
    const how = await this.program.exited;
    const told = this.told();
    rmSync(this.#directory, { recursive: true });
    assert.equal(how, 0, `SIPp saw something else than its scenario:\n${told}`);
  }

  /** What went wrong for it, and the messages of both sides. */
  told() {
    return this.#log('errors') + this.#log('messages');
  }

  #log(name) {
    try {
      return readFileSync(join(this.#directory, name), 'utf8').slice(-8_000);
    } catch {
      return '';
    }
  }

  /** Ends it when a test has failed before its scenario was over. */
  async stop() {
    const how = await this.program.stop();
    rmSync(this.#directory, { recursive: true, force: true });
    return how;
  }
}
