/** @file The part in which every second client sends to the next. */

import { say, turned } from '../common/programs.js';
import { generate } from './generate.js';
import { SERVERS } from './servers.js';

const CONNECTIONS = 200;

/** Compiled code, before anything counts. */
const WARM_UPS = [
  { bytes: 0, rate: 0 },
  { bytes: 4000, rate: 0 },
];
const WARM_UP_SECONDS = 20;

/** How long every server carries a load with a rate before it counts: the JVM compiles anew when the load changes. */
const SETTLING_SECONDS = 10;

/** Messages of each pair on the way at once, where there is no rate. */
const WINDOW = 4;

function load({ bytes, rate }, warmUp, seconds) {
  const what = bytes > 0 ? ['--bytes', bytes] : [];
  const how = rate > 0 ? ['--rate', rate] : ['--window', WINDOW];
  return ['--mode', 'relay', ...what, ...how, '--warm-up', warmUp, '--seconds', seconds];
}

/** Relays without counting. */
async function carry(server, cell, cpu, seconds) {
  await generate(server, { connections: CONNECTIONS, cpu, how: load(cell, 1, seconds), seconds: 1 + seconds });
}

async function measure(server, cell, options) {
  const { warmUp, seconds, generatorCpu } = options;
  const numbers = await generate(server, {
    connections: CONNECTIONS,
    cpu: generatorCpu,
    how: load(cell, warmUp, seconds),
    seconds: warmUp + seconds,
  });
  const { bad, firstBad, refused, missing, lost, trouble } = numbers;
  if (bad > 0 || refused > 0 || missing > 0 || lost > 0) {
    throw new Error(`${bad} bad (${firstBad}), ${missing} missing, ${refused} refused, ${lost} connections lost: ${trouble}`);
  }
  const { serverMicrosPerMessage: micros, perSecond, p50Micros, p99Micros, serverShare, generatorShare } = numbers;
  say(
    `${cell.name.padEnd(11)} ${server.name.padEnd(9)} ${micros.toFixed(2)} us, ${perSecond}/s, p50 ${p50Micros} us, ` +
      `p99 ${p99Micros} us, busy ${serverShare}, generator ${generatorShare}`,
  );
  return numbers;
}

/** All servers run beside each other; those that are not measured have no clients. */
export async function measureRelay(options, results) {
  const servers = [];
  try {
    for (const name of options.servers) {
      servers.push(await SERVERS[name]({ cpu: options.serverCpu, extra: options.ours }));
    }
    for (const server of servers) {
      say(`${server.name}: warming up`);
      for (const cell of WARM_UPS) {
        await carry(server, cell, options.generatorCpu, WARM_UP_SECONDS);
      }
    }
    for (const cell of options.cells) {
      for (const server of cell.rate > 0 ? servers : []) {
        await carry(server, cell, options.generatorCpu, SETTLING_SECONDS);
      }
      for (let round = 0; round < options.rounds; round++) {
        for (const server of turned(servers, round)) {
          await results.add('relay', cell.name, server.name, () => measure(server, cell, options));
        }
      }
    }
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
  }
}
