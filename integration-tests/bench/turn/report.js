/** @file What the numbers say, for people. */

import { machineInWords } from '../common/machine.js';
import { generatorShare, median, number, percent, table } from '../common/tables.js';

const UNITS = {
  serverMicrosPerPacket: (value) => `${number(value)} µs`,
  serverMicrosPerAllocation: (value) => `${number(value, 0)} µs`,
  serverResidentKib: (value) => `${number(value / 1024, 0)} MB`,
};

/** Each goal of a cell that can be judged: what it says, and whether it is met. */
function judged(cell) {
  const of = (server, measure = cell.measure) => median(cell.runs[server] ?? [], measure);
  const mine = of('ours');
  const { goals } = cell;
  const judgements = [];
  const judge = (words, value, limit) => {
    if (limit !== undefined && Number.isFinite(value) && Number.isFinite(limit)) {
      judgements.push(`${words} ${value <= limit ? 'met' : '**missed**'}`);
    }
  };
  judge(`≤ ${number(goals.coturn)} of coturn:`, mine / of('coturn'), goals.coturn);
  judge(`≤ ${number(goals.floor)} of the floor:`, mine / of('floor'), goals.floor);
  judge(`< ${goals.megabytes} MB:`, mine / 1024, goals.megabytes);
  if (goals.p99) {
    judge('p99 no worse than coturn’s:', of('ours', 'p99Micros'), of('coturn', 'p99Micros'));
  }
  return judgements.join('; ');
}

function comparison(cells, servers) {
  const rows = cells.map((cell) => {
    const of = (server) => median(cell.runs[server] ?? [], cell.measure);
    const costs = servers.map((server) => UNITS[cell.measure](of(server)));
    const ratios = ['coturn', 'floor'].map((other) => number(of('ours') / of(other)));
    return [cell.title, ...costs, ...ratios, judged(cell) || '–'];
  });
  return table(['load', ...servers, 'ours / coturn', 'ours / floor', 'goals'], rows);
}

function details(cells, servers) {
  const rows = cells
    .filter((cell) => cell.measure === 'serverMicrosPerPacket')
    .flatMap((cell) =>
      servers.map((server) => {
        const of = (measure) => median(cell.runs[server] ?? [], measure);
        return [
          cell.title,
          server,
          number(of('relayedPerSecond'), 0),
          `${number(of('p50Micros'), 0)} / ${number(of('p99Micros'), 0)} µs`,
          percent(of('loss')),
          number(of('bad'), 0),
          percent(of('serverShare')),
          generatorShare(of('generatorShare'), of('serverShare')),
        ];
      }),
    );
  return table(['load', 'server', 'packets/s', 'p50 / p99', 'loss', 'bad', 'server busy', 'generator busy'], rows);
}

function allocating(cells, servers) {
  const rows = cells
    .filter((cell) => cell.measure !== 'serverMicrosPerPacket')
    .flatMap((cell) =>
      servers.map((server) => {
        const of = (measure) => median(cell.runs[server] ?? [], measure);
        const each = `${number(of('serverMicrosPerAllocation'), 0)} µs`;
        const memory = `${number(of('serverResidentKib') / 1024, 0)} MB`;
        return [cell.title, server, number(of('allocationsPerSecond'), 0), each, memory];
      }),
    );
  return table(['load', 'server', 'allocations/s', 'CPU for each', 'memory'], rows);
}

/** @param {object} measured as in bench-turn.json @param {string[]} servers @returns {string} Markdown */
export function markdown({ machine, how, failures, cells }, servers) {
  const [where, versions, ...busy] = machineInWords(machine, machine.coturn === null ? [] : [`coturn ${machine.coturn}`]);
  const described = [
    where,
    versions,
    `Medians; rounds: ${how.rounds}; measured for ${how.seconds} s after ${how.warmUp} s; window: ${how.window}.`,
    ...busy,
    ...(how.ours.length > 0 ? [`Options of ./run turn: \`${how.ours.join(' ')}\`.`] : []),
    ...(failures.length > 0 ? [`**${failures.length} runs failed** and are left out.`] : []),
  ].join('\n');
  const parts = [described, comparison(cells, servers)];
  if (cells.some((cell) => cell.measure === 'serverMicrosPerPacket')) {
    parts.push(details(cells, servers));
  }
  if (cells.some((cell) => cell.measure !== 'serverMicrosPerPacket')) {
    parts.push(allocating(cells, servers));
  }
  return parts.join('\n\n');
}
