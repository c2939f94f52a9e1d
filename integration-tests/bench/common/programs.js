/** @file How a benchmark begins and ends, and what it starts. */

import { existsSync, mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findProgram, run } from '../../harness/programs.js';
import { Refusal } from './arguments.js';

/** Exit codes of sysexits.h: wrong usage, something needed is not there. */
const EX_USAGE = 64;
const EX_UNAVAILABLE = 69;

const HEADERS = fileURLToPath(new URL('./', import.meta.url));
const GCC = ['-O2', '-std=gnu17', '-Wall', '-Wextra', '-Werror', '-I', HEADERS];

export const say = (text) => process.stderr.write(`${text}\n`);

/** Says that something is not installed. */
export class Missing extends Error {}

/** Collects what is not installed, in words. */
export class Needs {
  #lacking = [];

  constructor() {
    this.that(process.platform === 'linux', 'Linux');
    this.that(availableParallelism() > 1, 'a second processor, one for the server and one for the generator');
    this.program('taskset', 'taskset (on Debian: apt install util-linux)');
    this.program('gcc', 'gcc (on Debian: apt install gcc libc6-dev)');
    this.header('openssl/evp.h', "OpenSSL's headers (on Debian: apt install libssl-dev)");
  }

  that(is, what) {
    if (!is) {
      this.#lacking.push(what);
    }
  }

  program(name, what) {
    this.that(findProgram(name), what);
  }

  header(name, what) {
    this.that(existsSync(join('/usr/include', name)), what);
  }

  orThrow() {
    if (this.#lacking.length > 0) {
      throw new Missing(`missing: ${this.#lacking.join('; ')}`);
    }
  }
}

/** @param {string} program the path it gets @param {string[]} files sources @param {string[]} libraries */
export async function compile(program, files, libraries = []) {
  mkdirSync(join(program, '..'), { recursive: true });
  const { code, output } = await run('gcc', [...GCC, '-o', program, ...files, ...libraries]);
  if (code !== 0) {
    throw new Error(`gcc could not build ${program}:\n${output}`);
  }
}

/** No setting of the person who measures gets into ours, except for which Java it is and what options that has. */
export function environment() {
  const isForOurs = ([key]) =>
    !key.startsWith('DIALTONE_') || key === 'DIALTONE_JAVA_HOME' || key === 'DIALTONE_JAVA_OPTIONS';
  return Object.fromEntries(Object.entries(process.env).filter(isForOurs));
}

/** Servers in an order that changes with each round, so that none is always the first. */
export function turned(servers, round) {
  const by = round % servers.length;
  return [...servers.slice(by), ...servers.slice(0, by)];
}

/** Runs a benchmark and ends the program as it should. @param {(args: string[]) => Promise<number>} main */
export async function runBenchmark(main) {
  // Whatever ends this ends what it started: programs are killed when the process exits.
  for (const [signal, number] of [['SIGHUP', 1], ['SIGINT', 2], ['SIGTERM', 15]]) {
    process.on(signal, () => process.exit(128 + number));
  }
  try {
    process.exitCode = await main(process.argv.slice(2));
  } catch (error) {
    say(`bench: ${error.message}`);
    process.exitCode = error instanceof Refusal ? EX_USAGE : error instanceof Missing ? EX_UNAVAILABLE : 1;
  }
}
