/** @file The part with connections that do nothing. */

import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { say, turned } from '../common/programs.js';
import { IdleClients } from './generate.js';
import { SERVERS } from './servers.js';

/** How long connecting may take. */
const CONNECT_MS = 120_000;

/** For what begins to be done when clients have come, before it counts. */
const SETTLE_MS = 5000;

const TICKS_PER_SECOND = 100;

function residentKib(pid) {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]);
}

/** Processor time of a process, all threads, in seconds (proc(5), stat). */
function cpuSeconds(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** What is there after a full collection: asked twice, because asking for the first time loads code. */
async function memory(server) {
  await server.liveBytes();
  await pause(1000);
  const liveBytes = await server.liveBytes();
  await pause(1000);
  return { liveBytes, residentKib: residentKib(server.pid) };
}

/** @param {import('./servers.js').Server} server */
async function measure(server, connections, options) {
  const before = await memory(server);
  const clients = await IdleClients.connect(server, { connections, cpu: options.generatorCpu, within: CONNECT_MS });
  try {
    await pause(SETTLE_MS);
    const cpuBefore = cpuSeconds(server.pid);
    await pause(options.idleSeconds * 1000);
    const idleShare = (cpuSeconds(server.pid) - cpuBefore) / options.idleSeconds;
    const after = await memory(server);
    const { left, trouble } = await clients.end();
    if (left !== connections) {
      throw new Error(`${connections - left} connections did not last: ${trouble}`);
    }
    return {
      connections,
      liveKib: (after.liveBytes - before.liveBytes) / 1024 / connections,
      residentKib: (after.residentKib - before.residentKib) / connections,
      baseResidentKib: before.residentKib,
      idleShare,
      perSecond: connections / clients.opened.seconds,
    };
  } finally {
    await clients.end().catch(() => {});
  }
}

/**
 * Each server is started for each count, and is alone on the machine.
 *
 * @param {number[]} counts
 */
export async function measureIdle(counts, options, results) {
  for (const [round, connections] of counts.entries()) {
    for (const name of turned(options.servers, round)) {
      await results.add('idle', String(connections), name, async () => {
        const server = await SERVERS[name]({ cpu: options.serverCpu, extra: options.ours });
        try {
          const numbers = await measure(server, connections, options);
          const { liveKib, residentKib: resident, idleShare } = numbers;
          say(
            `${connections} idle, ${name.padEnd(9)} live ${liveKib.toFixed(2)} KB, resident ${resident.toFixed(2)} KB, ` +
              `CPU ${(idleShare * 100).toFixed(2)} %`,
          );
          return numbers;
        } finally {
          await server.stop();
        }
      });
    }
  }
}
