/** @file Measures TURN servers beside each other and tells how they compare. */

import { writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { target } from '../../harness/paths.js';
import { run } from '../../harness/programs.js';
import { writeIntoDocument } from '../common/document.js';
import { describeMachine, lastLine, loadNow } from '../common/machine.js';
import { runBenchmark, say, turned } from '../common/programs.js';
import { artifacts, buildPrograms, checkMachine } from './build.js';
import { readOptions } from './options.js';
import { markdown } from './report.js';
import { Server } from './servers.js';

/** How long a load is carried before one that is settled is measured. */
const SETTLING_SECONDS = 8;

/** How long a run of the generator may take beyond its measured time. */
const SPARE_MS = 60_000;

/** Relay ports below the ephemeral ones: a share for each server that runs beside others, all for one alone. */
const FIRST_RELAY_PORT = 10_000;
const LAST_RELAY_PORT = 31_999;
const SHARE = 7_000;

function relayPortsBeside(index) {
  return [FIRST_RELAY_PORT + index * SHARE, FIRST_RELAY_PORT + (index + 1) * SHARE - 1];
}

/** One run of the generator. @returns {Promise<object>} its numbers */
async function generate(server, cell, options) {
  const held = cell.fresh ? 2 : 0;
  const seconds = cell.measure === 'serverMicrosPerPacket' ? options.seconds : held;
  const how = ['--server-port', server.port, '--server-pid', server.program.pid, ...cell.load];
  const long = ['--window', options.window, '--warm-up', options.warmUp, '--seconds', seconds];
  const command = ['--cpu-list', options.generatorCpu, join(artifacts, 'generator'), ...how, ...long].map(String);
  const within = (options.warmUp + seconds) * 1000 + SPARE_MS;
  const { code, output } = await run('taskset', command, { within });
  if (code !== 0) {
    throw new Error(`${cell.name}, ${server.name}: the generator ended with ${code}: ${output.trim()}`);
  }
  return JSON.parse(output);
}

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
      const rest = numbers.p99Micros === undefined ? '' : `, p99 ${numbers.p99Micros} us, loss ${numbers.loss}`;
      const bad = numbers.bad > 0 ? `, ${numbers.bad} BAD, the first at ${numbers.firstBad}` : '';
      say(`${cell.name.padEnd(14)} ${server.padEnd(8)} ${cell.measure} ${numbers[cell.measure]}${rest}${bad}`);
    } catch (error) {
      this.failures.push(error.message);
      say(`FAILED ${error.message}`);
    }
  }
}

/** Cells that servers are measured in while all of them run; those that are not measured sleep. */
async function measureBeside(cells, options, results) {
  if (cells.length === 0) {
    return;
  }
  const servers = [];
  try {
    for (const [index, name] of options.servers.entries()) {
      const where = { cpu: options.serverCpu, relayPorts: relayPortsBeside(index), extra: options.ours };
      servers.push(await Server.start(name, where));
    }
    for (const server of servers) {
      say(`${server.name}: warming up`);
      await generate(server, WARM_UP, options);
    }
    for (const cell of cells) {
      for (const server of cell.settled ? servers : []) {
        await generate(server, cell, { ...options, warmUp: SETTLING_SECONDS });
      }
      for (let round = 0; round < options.rounds; round++) {
        for (const server of turned(servers, round)) {
          await results.add(cell, server.name, () => generate(server, cell, options));
        }
      }
    }
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
  }
}

/** Compiled code and filled caches, before anything counts. */
const WARM_UP = {
  name: 'warm-up',
  measure: 'serverMicrosPerPacket',
  load: ['--mode', 'echo', '--allocations', '50', '--bytes', '170'],
};

/** Cells that each run needs a new server for, alone on the machine. */
async function measureFresh(cells, options, results) {
  const where = { cpu: options.serverCpu, relayPorts: [FIRST_RELAY_PORT, LAST_RELAY_PORT], extra: options.ours };
  for (const cell of cells) {
    for (let round = 0; round < options.rounds; round++) {
      for (const name of turned(options.servers, round)) {
        await results.add(cell, name, async () => {
          const server = await Server.start(name, where);
          try {
            return await generate(server, cell, options);
          } finally {
            await server.stop();
          }
        });
      }
    }
  }
}

async function main(args) {
  const load = loadNow();
  const options = readOptions(args);
  if (options === null) {
    return 0;
  }
  checkMachine(options.servers);
  await buildPrograms();
  const coturn = options.servers.includes('coturn') ? await lastLine('turnserver', ['--version']) : null;
  const machine = { ...(await describeMachine(load)), coturn };
  const results = new Results();
  await measureBeside(options.cells.filter((cell) => !cell.fresh), options, results);
  await measureFresh(options.cells.filter((cell) => cell.fresh), options, results);

  const { rounds, seconds, warmUp, window, ours } = options;
  const file = join(target, 'bench-turn.json');
  const cells = options.cells.map((cell) => ({
    ...cell,
    runs: Object.fromEntries(options.servers.map((server) => [server, results.of(cell, server)])),
  }));
  const measured = { machine, how: { rounds, seconds, warmUp, window, ours }, failures: results.failures, cells };
  writeFileSync(file, `${JSON.stringify(measured, null, 2)}\n`);
  const text = markdown(measured, options.servers);
  process.stdout.write(`${text}\n`);
  say(`All numbers: ${relative(process.cwd(), file)}`);
  if (options.write) {
    say(`Written: ${relative(process.cwd(), writeIntoDocument('turn', text))}`);
  }
  const bad = cells.some((cell) => Object.values(cell.runs).flat().some((numbers) => numbers.bad > 0));
  return results.failures.length > 0 || bad ? 1 : 0;
}

await runBenchmark(main);
