/** @file The generator, and what is needed for it and for the rest. */

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { target } from '../../harness/paths.js';
import { compile, Needs } from '../common/programs.js';

const SOURCES = ['generator.c', 'calls.c', 'media.c', 'ice.c', 'srtp.c', 'sound.c'];
const LIBRARIES = ['-lssl', '-lcrypto', '-lopus', '-lm'];

const sources = fileURLToPath(new URL('./', import.meta.url));

/** Where programs and logs go. */
export const artifacts = join(target, 'bench-sip');

export const generatorProgram = join(artifacts, 'generator');

/** Says what is missing on this machine. @param {string[]} servers that are to be measured */
export function checkMachine(servers) {
  const needs = new Needs();
  needs.header('opus/opus.h', "libopus's headers (on Debian: apt install libopus-dev)");
  if (servers.includes('rtpengine')) {
    needs.program('rtpengine', 'rtpengine (on Debian: apt install rtpengine-daemon)');
  }
  needs.orThrow();
}

export async function buildGenerator() {
  await compile(
    generatorProgram,
    SOURCES.map((file) => join(sources, file)),
    LIBRARIES,
  );
}
