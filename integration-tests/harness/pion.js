/** @file Our program around pion's TURN client, which is a library; Debian has its sources. */

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { home } from './paths.js';
import { run } from './programs.js';

const GOPATH = '/usr/share/gocode';
const SOURCE = join(home, 'integration-tests/peers/pion/main.go');
const BUILD_MS = 180_000;

/** Why tests with pion are left out for want of its sources, or false; in CI they fail instead. */
export function lackingPion() {
  if (existsSync(join(GOPATH, 'src/github.com/pion/turn/v2')) || process.env.CI === 'true') {
    return false;
  }
  return 'not installed: golang-github-pion-turn.v2-dev (integration-tests/install)';
}

/**
 * Builds the program, from what is on this machine alone.
 *
 * @param {string} directory where it goes
 * @returns {Promise<(...args: string[]) => ReturnType<typeof run>>} runs it; the arguments are in its source
 */
export async function buildPion(directory) {
  const program = join(directory, 'pion');
  const env = { ...process.env, GOPATH, GO111MODULE: 'off' };
  const { code, output } = await run('go', ['build', '-o', program, SOURCE], { env, within: BUILD_MS });
  assert.equal(code, 0, output);
  return (...args) => run(program, args);
}
