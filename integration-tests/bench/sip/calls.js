/** @file Runs: so many calls through a server, set up, measured and hung up again. */

import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { Generator } from './generator.js';
import { browserOffer } from './sdp.js';

/** Calls that are set up at once. */
const AT_ONCE = 16;

/** Clock ticks a second in /proc (getconf CLK_TCK). */
const TICKS = 100;

/** How long a server may take to put away what it needed for calls. */
const HANG_UP_MS = 500;

/** Processor time of all threads so far, in microseconds. @param {number} pid */
function cpuMicros(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return ((Number(fields[11]) + Number(fields[12])) / TICKS) * 1e6;
}

/** Resident memory in KiB. @param {number} pid */
const residentKib = (pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]);

/** Does something for each index, so many at once. */
async function forEach(count, atOnce, work) {
  let next = 0;
  const worker = async () => {
    while (next < count) {
      await work(next++);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

/** Sets all calls up. @returns {Promise<object>} what that took */
async function setUp(server, generator, load) {
  const { fingerprint, browsers, phones } = generator.ends;
  await server.prepare(phones);
  const before = { micros: cpuMicros(server.pid), kib: residentKib(server.pid), millis: performance.now() };
  await forEach(load.calls, AT_ONCE, async (index) => {
    const offer = browserOffer(browsers[index], fingerprint, load.kind);
    await generator.connect(index, await server.call(index, offer, load.kind));
  });
  return {
    callsPerSecond: (load.calls / (performance.now() - before.millis)) * 1000,
    serverMicrosPerCall: (cpuMicros(server.pid) - before.micros) / load.calls,
    residentKibBefore: before.kib,
  };
}

/**
 * @param {object} server
 * @param {{ calls: number, kind: 'relayed' | 'transcoded', cpu: string, warmUp: number, seconds: number }} load
 * @param {(work: () => Promise<any>) => Promise<any>} [around] the measuring
 * @returns {Promise<any>} the generator's numbers, and those of setting up
 */
export async function runCalls(server, load, around = (work) => work()) {
  const generator = await Generator.start({ ...load, serverPid: server.pid });
  try {
    const settingUp = await setUp(server, generator, load);
    const numbers = await around(() => generator.measure());
    const kib = residentKib(server.pid) - settingUp.residentKibBefore;
    return summary({ ...numbers, ...settingUp, residentKibPerCall: kib / load.calls });
  } finally {
    await server.hangUp();
    await generator.end();
    await pause(HANG_UP_MS);
  }
}

/** The worse one of both ways. */
function summary(numbers) {
  const worst = (measure) => Math.max(numbers.toPhone[measure], numbers.toBrowser[measure]);
  return {
    ...numbers,
    loss: worst('loss'),
    bad: numbers.toPhone.bad + numbers.toBrowser.bad,
    firstBad: numbers.toPhone.firstBad || numbers.toBrowser.firstBad,
    p50Micros: worst('p50Micros'),
    p99Micros: worst('p99Micros'),
  };
}
