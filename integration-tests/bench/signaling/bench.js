/** @file Measures signaling servers beside each other and tells how they compare. */

import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { target } from '../../harness/paths.js';
import { writeIntoDocument } from '../common/document.js';
import { describeMachine, loadNow } from '../common/machine.js';
import { runBenchmark, say } from '../common/programs.js';
import { buildPrograms, checkMachine, versionsOf } from './build.js';
import { idleCounts } from './cells.js';
import { measureIdle } from './idle.js';
import { readOptions } from './options.js';
import { measureRelay } from './relay.js';
import { markdown } from './report.js';
import { measureSetup } from './setup.js';
import { measureStorm } from './storm.js';

/** The packages of each server. */
const PACKAGES = { ours: [], ws: ['ws'], 'socket.io': ['socket.io'], peerjs: ['peer', 'peerjs'] };

/** What has been measured: for each part, cell and server the numbers of each round. */
class Results {
  #runs = new Map();
  failures = [];

  of(part, cell, server) {
    return this.#runs.get(`${part} ${cell} ${server}`) ?? [];
  }

  /** Adds what a run comes to; a failure is told and counted, and the rest goes on. */
  async add(part, cell, server, measuring) {
    try {
      const numbers = await measuring();
      this.#runs.set(`${part} ${cell} ${server}`, [...this.of(part, cell, server), numbers]);
    } catch (error) {
      this.failures.push(`${part} ${cell}, ${server}: ${error.message}`);
      say(`FAILED ${part} ${cell}, ${server}: ${error.message}`);
    }
  }
}

/** How many files a process may open here. */
function fileLimit() {
  return Number(execFileSync('sh', ['-c', 'ulimit -Hn']).toString().replace('unlimited', '1000000'));
}

async function main(args) {
  const load = loadNow();
  const options = readOptions(args);
  if (options === null) {
    return 0;
  }
  checkMachine(options);
  await buildPrograms();
  const others = versionsOf(options.servers.flatMap((server) => PACKAGES[server]));
  const machine = { ...(await describeMachine(load)), others: [`Node ${process.versions.node}`, ...others] };
  const results = new Results();
  const counts = options.idle ? [options.idle] : idleCounts(fileLimit());
  const parts = {
    idle: { cells: counts.map(String), measure: () => measureIdle(counts, options, results) },
    relay: { cells: options.cells.map(({ name }) => name), measure: () => measureRelay(options, results) },
    storm: { cells: [String(options.storm)], measure: () => measureStorm(options, results) },
    setup: { cells: ['call'], measure: () => measureSetup(options, results) },
  };
  for (const part of options.parts) {
    await parts[part].measure();
  }

  const { rounds, seconds, warmUp, idleSeconds, storms, ours, servers } = options;
  const runsOf = (part, cell) => Object.fromEntries(servers.map((server) => [server, results.of(part, cell, server)]));
  const cellsOf = (part) => parts[part].cells.map((name) => ({ name, runs: runsOf(part, name) }));
  const measured = {
    machine,
    how: { rounds, seconds, warmUp, idleSeconds, storms, ours },
    failures: results.failures,
    parts: Object.fromEntries(options.parts.map((part) => [part, cellsOf(part)])),
  };
  const file = join(target, 'bench-signaling.json');
  writeFileSync(file, `${JSON.stringify(measured, null, 2)}\n`);
  const text = markdown(measured, servers);
  process.stdout.write(`${text}\n`);
  say(`All numbers: ${relative(process.cwd(), file)}`);
  if (options.write) {
    say(`Written: ${relative(process.cwd(), writeIntoDocument('signaling', text))}`);
  }
  return results.failures.length > 0 ? 1 : 0;
}

await runBenchmark(main);
