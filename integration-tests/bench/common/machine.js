/** @file What the numbers were measured on. */

import { cpus, availableParallelism, loadavg, release } from 'node:os';
import { join } from 'node:path';
import { home } from '../../harness/paths.js';
import { run } from '../../harness/programs.js';
import { number } from './tables.js';

/** How long a build of Dialtone may take. */
const BUILD_MS = 600_000;

/** A load average above this means that something else wants the processors that are measured. */
const QUIET_LOAD = 0.5;

/** The last line of what a program prints, usually its version. @param {string} command @param {string[]} args */
export async function lastLine(command, args) {
  const { output } = await run(command, args, { within: BUILD_MS });
  return output.trim().split('\n').at(-1);
}

/** To be called before anything is built. */
export const loadNow = () => loadavg()[0];

/** Builds Dialtone if need be. @param {number} load from before that */
export async function describeMachine(load) {
  return {
    date: new Date().toISOString().slice(0, 10),
    processor: cpus()[0].model.trim(),
    processors: availableParallelism(),
    kernel: release(),
    dialtone: await lastLine(join(home, 'run'), ['--version']),
    ownNetwork: process.env.NETNS === 'inside',
    load,
  };
}

/** Lines of Markdown. @param {object} machine @param {string[]} others versions of what else was measured */
export function machineInWords(machine, others) {
  const network = machine.ownNetwork ? 'loopback of a network namespace' : 'the loopback that everything else uses';
  return [
    `Measured on ${machine.date}: ${machine.processors} × ${machine.processor}, Linux ${machine.kernel}, ${network}.`,
    `${[machine.dialtone, ...others].join('; ')}.`,
    ...(machine.load > QUIET_LOAD ? [`**The machine was busy**, load ${number(machine.load, 1)}.`] : []),
  ];
}
