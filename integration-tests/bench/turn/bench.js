/** @file Measures TURN servers beside each other and tells how they compare. */

import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, release } from 'node:os';
import { join, relative } from 'node:path';
import { home, target } from '../../harness/paths.js';
import { run } from '../../harness/programs.js';
import { artifacts, buildPrograms, missing } from './build.js';
import { readOptions, Refusal } from './options.js';
import { markdown, writeIntoDocument } from './report.js';
import { Server } from './servers.js';

/** How long a build of Dialtone may take, and a run of the generator beyond its measured time. */
const BUILD_MS = 600_000;
const SPARE_MS = 60_000;

/** Exit codes of sysexits.h: wrong usage, something needed is not there. */
const EX_USAGE = 64;
const EX_UNAVAILABLE = 69;

/** Relay ports below the ephemeral ones: a share for each server that runs beside others, all for one alone. */
const FIRST_RELAY_PORT = 10_000;
const LAST_RELAY_PORT = 31_999;
const SHARE = 7_000;

function relayPortsBeside(index) {
  return [FIRST_RELAY_PORT + index * SHARE, FIRST_RELAY_PORT + (index + 1) * SHARE - 1];
}

const say = (text) => process.stderr.write(`${text}\n`);

/** What the numbers were measured on. */
async function describeMachine(options) {
  const lastLine = async (command, args) => {
    const { output } = await run(command, args, { within: BUILD_MS });
    return output.trim().split('\n').at(-1);
  };
  const coturn = options.servers.includes('coturn') ? await lastLine('turnserver', ['--version']) : null;
  return {
    date: new Date().toISOString().slice(0, 10),
    processor: cpus()[0].model.trim(),
    processors: availableParallelism(),
    kernel: release(),
    dialtone: await lastLine(join(home, 'run'), ['--version']),
    coturn,
    ownNetwork: process.env.NETNS === 'inside',
  };
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

/** The servers in an order that changes with each round, so that none is always the first. */
function turned(servers, round) {
  const by = round % servers.length;
  return [...servers.slice(by), ...servers.slice(0, by)];
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
  const [load] = loadavg();
  const options = readOptions(args);
  if (options === null) {
    return 0;
  }
  const lacking = missing(options.servers);
  if (lacking.length > 0) {
    say(`bench: missing: ${lacking.join('; ')}`);
    return EX_UNAVAILABLE;
  }
  await buildPrograms();
  const machine = { ...(await describeMachine(options)), load };
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
    say(`Written: ${relative(process.cwd(), writeIntoDocument(text))}`);
  }
  const bad = cells.some((cell) => Object.values(cell.runs).flat().some((numbers) => numbers.bad > 0));
  return results.failures.length > 0 || bad ? 1 : 0;
}

// Whatever ends this ends what it started: programs are killed when the process exits.
for (const [signal, number] of [['SIGHUP', 1], ['SIGINT', 2], ['SIGTERM', 15]]) {
  process.on(signal, () => process.exit(128 + number));
}
try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  say(`bench: ${error.message}`);
  process.exitCode = error instanceof Refusal ? EX_USAGE : 1;
}
