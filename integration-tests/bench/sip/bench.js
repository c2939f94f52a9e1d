/** @file Measures servers that join browsers with phones beside each other, and tells how they compare. */

import { writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { target } from '../../harness/paths.js';
import { writeIntoDocument } from '../common/document.js';
import { describeMachine, lastLine, loadNow } from '../common/machine.js';
import { runBenchmark, say, turned } from '../common/programs.js';
import { withAllocation } from './allocation.js';
import { buildGenerator, checkMachine } from './build.js';
import { runCalls } from './calls.js';
import { LIMITS } from './cells.js';
import { Dialtone } from './dialtone.js';
import { readOptions } from './options.js';
import { markdown } from './report.js';
import { Rtpengine } from './rtpengine.js';

const KINDS = { ours: Dialtone, rtpengine: Rtpengine };

/** Filled caches and compiled code, before anything counts: the JVM compiles for most of a minute after its start. */
const WARM_UPS = [
  { kind: 'relayed', calls: 50, warmUp: 1, seconds: 40 },
  { kind: 'transcoded', calls: 8, warmUp: 1, seconds: 8 },
];

/** How much more calls are tried next. */
const STEP = 1.25;

/** What has been measured: for each cell and server the numbers of each round. */
class Results {
  #runs = new Map();
  failures = [];

  of(cell, server) {
    return this.#runs.get(`${cell.name} ${server}`) ?? [];
  }

  /** Adds what a run comes to; a failure is told and counted, and the rest goes on. */
  async add(cell, server, measuring) {
    try {
      const numbers = await measuring();
      this.#runs.set(`${cell.name} ${server}`, [...this.of(cell, server), numbers]);
      say(`${cell.name.padEnd(22)} ${server.padEnd(9)} ${inShort(numbers)}`);
      return numbers;
    } catch (error) {
      this.failures.push(`${cell.name}, ${server}: ${error.message}`);
      say(`FAILED ${cell.name}, ${server}: ${error.message}`);
      return null;
    }
  }
}

function inShort(numbers) {
  const { calls, serverPercentPerCall, p50Micros, p99Micros, loss, bad, firstBad, bytesPerPacket } = numbers;
  const delay = `p50 ${(p50Micros / 1000).toFixed(2)} ms, p99 ${(p99Micros / 1000).toFixed(2)} ms`;
  const cost = `${calls} calls, ${serverPercentPerCall.toFixed(3)} % each, busy ${numbers.serverShare}`;
  const more = bytesPerPacket === undefined ? '' : `, ${bytesPerPacket.toFixed(1)} bytes for each packet`;
  return `${cost}, ${delay}, loss ${loss}${bad > 0 ? `, ${bad} BAD, the first ${firstBad}` : ''}${more}`;
}

/** Whether a server held its calls. */
function isHeld(kind, { loss, p99Micros, bad }) {
  const limits = LIMITS[kind];
  return bad === 0 && loss <= limits.loss && p99Micros <= limits.p99Millis * 1000;
}

/** Tries more and more calls until they do not go well twice, for the machine may have hiccoughed once. */
async function searchMost(cell, server, load, options, results) {
  let best = null;
  for (let calls = cell.calls; calls <= options.most; calls = Math.ceil(calls * STEP)) {
    const attempt = async () => {
      const numbers = await runCalls(server, { ...load, calls });
      say(`  tried: ${inShort(numbers)}`);
      return isHeld(cell.kind, numbers) ? numbers : null;
    };
    const held = (await attempt().catch(told)) ?? (await attempt().catch(told));
    if (held === null) {
      break;
    }
    best = held;
  }
  await results.add(cell, server.name, async () => {
    if (best === null) {
      throw new Error(`not even ${cell.calls} calls went well`);
    }
    return best;
  });
}

function told(error) {
  say(`  tried: ${error.message}`);
  return null;
}

async function measure(cell, server, options, results) {
  const { kind, calls } = cell;
  const load = { kind, calls, cpu: options.generatorCpu, warmUp: options.warmUp, seconds: options.seconds };
  if (cell.most) {
    await searchMost(cell, server, load, options, results);
  } else if (cell.allocation) {
    const around = (work) => withAllocation(server.pid, work);
    await results.add(cell, server.name, () => runCalls(server, load, around));
  } else {
    await results.add(cell, server.name, () => runCalls(server, load));
  }
}

/** All servers run beside each other; those that are not measured sleep. */
async function measureAll(options, results) {
  const servers = [];
  try {
    for (const name of options.servers) {
      servers.push(await KINDS[name].start({ cpu: options.serverCpu, extra: options.ours }));
    }
    for (const server of servers) {
      say(`${server.name}: warming up`);
      for (const load of WARM_UPS.filter(({ kind }) => options.cells.some((cell) => cell.kind === kind))) {
        await runCalls(server, { ...load, cpu: options.generatorCpu });
      }
    }
    for (const cell of options.cells) {
      const rounds = cell.most || cell.allocation ? 1 : options.rounds;
      const measured = servers.filter((server) => !cell.allocation || server.name === 'ours');
      for (let round = 0; round < rounds; round++) {
        for (const server of turned(measured, round)) {
          await measure(cell, server, options, results);
        }
      }
    }
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
  }
}

async function main(args) {
  const load = loadNow();
  const options = readOptions(args);
  if (options === null) {
    return 0;
  }
  checkMachine(options.servers);
  await buildGenerator();
  const rtpengine = options.servers.includes('rtpengine') ? await lastLine('rtpengine', ['--version']) : null;
  const machine = { ...(await describeMachine(load)), rtpengine };
  const results = new Results();
  await measureAll(options, results);

  const { rounds, seconds, warmUp, ours } = options;
  const file = join(target, 'bench-sip.json');
  const cells = options.cells.map((cell) => ({
    ...cell,
    runs: Object.fromEntries(options.servers.map((server) => [server, results.of(cell, server)])),
  }));
  const measured = { machine, how: { rounds, seconds, warmUp, ours }, failures: results.failures, cells };
  writeFileSync(file, `${JSON.stringify(measured, null, 2)}\n`);
  const text = markdown(measured, options.servers);
  process.stdout.write(`${text}\n`);
  say(`All numbers: ${relative(process.cwd(), file)}`);
  if (options.write) {
    say(`Written: ${relative(process.cwd(), writeIntoDocument('sip', text))}`);
  }
  const bad = cells.some((cell) => Object.values(cell.runs).flat().some((numbers) => numbers.bad > 0));
  return results.failures.length > 0 || bad ? 1 : 0;
}

await runBenchmark(main);
