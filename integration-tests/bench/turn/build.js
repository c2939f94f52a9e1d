/** @file The programs in C, and what is needed for them and for the rest. */

import { existsSync, mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { target } from '../../harness/paths.js';
import { findProgram, run } from '../../harness/programs.js';

const sources = fileURLToPath(new URL('./', import.meta.url));

/** Where programs and logs go. */
export const artifacts = join(target, 'bench-turn');

const GCC = ['-O2', '-std=gnu17', '-Wall', '-Wextra', '-Werror'];

/** What is missing on this machine, in words. @param {string[]} servers that are to be measured @returns {string[]} */
export function missing(servers) {
  const lacking = [];
  const needs = (is, what) => is || lacking.push(what);
  needs(process.platform === 'linux', 'Linux');
  needs(availableParallelism() > 1, 'a second processor, one for the server and one for the generator');
  needs(findProgram('gcc'), 'gcc (on Debian: apt install gcc libc6-dev)');
  needs(existsSync('/usr/include/openssl/evp.h'), "OpenSSL's headers (on Debian: apt install libssl-dev)");
  needs(findProgram('taskset'), 'taskset (on Debian: apt install util-linux)');
  needs(!servers.includes('coturn') || findProgram('turnserver'), 'coturn (on Debian: apt install coturn)');
  return lacking;
}

async function compile(program, files, libraries = []) {
  const inputs = files.map((file) => join(sources, file));
  const { code, output } = await run('gcc', [...GCC, '-o', join(artifacts, program), ...inputs, ...libraries]);
  if (code !== 0) {
    throw new Error(`gcc could not build the ${program}:\n${output}`);
  }
}

export async function buildPrograms() {
  mkdirSync(artifacts, { recursive: true });
  await compile('floor', ['floor.c']);
  await compile('generator', ['generator.c', 'allocations.c'], ['-lcrypto']);
}
