/** @file Programs that the tests start: their output, their ends, and none is left behind. */

import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { eventually, Hopeless } from './eventually.js';

/** How long a program may take to end by itself when it is asked to. */
const GRACE_MS = 15_000;

/** @type {Set<Program>} */
const running = new Set();
process.on('exit', () => running.forEach((program) => program.kill()));

/** What programs are called elsewhere than on Debian. */
const ALSO_CALLED = { chromium: ['chromium-browser', 'google-chrome'], 'firefox-esr': ['firefox'] };

/** The path of a program; null when it is not installed. @param {string} program */
export function findProgram(program) {
  for (const name of [program, ...(ALSO_CALLED[program] ?? [])]) {
    for (const directory of (process.env.PATH ?? '').split(delimiter)) {
      const path = join(directory, name);
      try {
        accessSync(path, constants.X_OK);
        return path;
      } catch {
        // not here
      }
    }
  }
  return null;
}

/**
 * Why tests that need these programs are left out: false when all are there. In CI nothing is left
 * out; there a test fails for want of its program.
 *
 * @param {string[]} programs
 */
export function lacking(programs) {
  const missing = programs.filter((program) => !findProgram(program));
  if (missing.length === 0 || process.env.CI === 'true') {
    return false;
  }
  return `not installed: ${missing.join(', ')} (integration-tests/install)`;
}

export class Program {
  #child;

  /**
   * @param {string} name for messages
   * @param {string} command
   * @param {string[]} args
   * @param {import('node:child_process').SpawnOptions} [options]
   */
  constructor(name, command, args, options = {}) {
    this.name = name;
    /** All it has printed so far. */
    this.output = '';
    this.exitCode = null;
    this.#child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
    running.add(this);
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => (this.output += text));
    }
    /** Resolves with its exit code, or the signal that ended it. */
    this.exited = new Promise((resolve) => {
      const done = (how) => {
        running.delete(this);
        this.exitCode = how;
        resolve(how);
      };
      this.#child.on('close', (code, signal) => done(code ?? signal));
      this.#child.on('error', (error) => {
        this.output += `\n${error.message}`;
        done('not started');
      });
    });
  }

  get pid() {
    return this.#child.pid;
  }

  /** Writes to its standard input; it takes `stdio: ['pipe', 'pipe', 'pipe']` to have one. @param {string} text */
  write(text) {
    this.#child.stdin.write(text);
  }

  /** Tells of each line that it prints from now on. @param {(line: string) => void} listener */
  onLine(listener) {
    createInterface({ input: this.#child.stdout }).on('line', listener);
  }

  /**
   * Waits until it has printed something.
   *
   * @param {RegExp} pattern
   * @param {{ within?: number }} [options]
   */
  prints(pattern, { within } = {}) {
    return eventually(
      `${this.name} prints ${pattern}`,
      () => {
        const found = pattern.exec(this.output);
        if (!found && this.exitCode !== null) {
          throw new Hopeless(`${this.name} ended (${this.exitCode}) before it printed ${pattern}:\n${this.output}`);
        }
        return found;
      },
      { within, until: Boolean },
    );
  }

  /** Asks it to end, and ends it when it does not. Resolves with its exit code. */
  async stop() {
    this.#child.kill('SIGTERM');
    const timer = setTimeout(() => this.kill(), GRACE_MS);
    const how = await this.exited;
    clearTimeout(timer);
    return how;
  }

  /** Sends it a signal. @param {NodeJS.Signals} name */
  signal(name) {
    this.#child.kill(name);
  }

  kill() {
    this.#child.kill('SIGKILL');
  }
}

/**
 * Runs a program to its end.
 *
 * @returns {Promise<{ code: number | string, output: string }>}
 */
export async function run(command, args, { within = 60_000, ...options } = {}) {
  const program = new Program(command, command, args, options);
  const timer = setTimeout(() => program.kill(), within);
  const code = await program.exited;
  clearTimeout(timer);
  return { code, output: program.output };
}
