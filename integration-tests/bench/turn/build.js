/** @file The programs in C, and what is needed for them and for the rest. */

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { target } from '../../harness/paths.js';
import { compile, Needs } from '../common/programs.js';

const sources = fileURLToPath(new URL('./', import.meta.url));

/** Where programs and logs go. */
export const artifacts = join(target, 'bench-turn');

/** Says what is missing on this machine. @param {string[]} servers that are to be measured */
export function checkMachine(servers) {
  const needs = new Needs();
  if (servers.includes('coturn')) {
    needs.program('turnserver', 'coturn (on Debian: apt install coturn)');
  }
  needs.orThrow();
}

async function build(program, files, libraries) {
  await compile(
    join(artifacts, program),
    files.map((file) => join(sources, file)),
    libraries,
  );
}

export async function buildPrograms() {
  mkdirSync(artifacts, { recursive: true });
  await build('floor', ['floor.c']);
  await build('generator', ['generator.c', 'allocations.c'], ['-lcrypto']);
}
