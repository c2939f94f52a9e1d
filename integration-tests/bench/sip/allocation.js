/** @file What the JVM allocates meanwhile, by thread: its own count, which JFR writes down. */

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { home } from '../../harness/paths.js';
import { run } from '../../harness/programs.js';
import { artifacts } from './build.js';

const EVENT = 'jdk.ThreadAllocationStatistics';

/** The thread with the media of all calls. */
const THREAD = 'media';

/** A recording as JSON is large. */
const WITHIN_MS = 120_000;

async function tool(name, ...args) {
  const { output: jdk } = await run(join(home, '.ci', 'jdk'), []);
  const { code, output } = await run(join(jdk.trim(), 'bin', name), args, { within: WITHIN_MS });
  if (code !== 0) {
    throw new Error(`${name} ${args.join(' ')} ended with ${code}: ${output.slice(-500)}`);
  }
  return output;
}

/** The bytes of the thread at its first mention and at its last. */
function grown(events) {
  const bytes = events
    .filter(({ values }) => values.thread?.javaName === THREAD)
    .map(({ values }) => values.allocated);
  if (bytes.length < 2) {
    throw new Error(`the recording tells of the thread ${THREAD} ${bytes.length} times`);
  }
  return Math.max(...bytes) - Math.min(...bytes);
}

/**
 * Measures what is allocated while something is measured.
 *
 * @param {number} pid of a JVM
 * @param {() => Promise<any>} measuring
 * @returns {Promise<any>} its numbers, and the bytes for each packet that arrived
 */
export async function withAllocation(pid, measuring) {
  const file = join(artifacts, 'allocation.jfr');
  rmSync(file, { force: true });
  await tool('jcmd', String(pid), 'JFR.start', 'name=bench', 'settings=none', `+${EVENT}#enabled=true`);
  const numbers = await measuring();
  await tool('jcmd', String(pid), 'JFR.stop', 'name=bench', `filename=${file}`);
  const recording = JSON.parse(await tool('jfr', 'print', '--json', '--events', EVENT, file));
  return { ...numbers, bytesPerPacket: grown(recording.recording.events) / numbers.arrivedInAll };
}
