/** @file What the numbers say, for people. */

import { machineInWords } from '../common/machine.js';
import { generatorShare, median, number, percent, table } from '../common/tables.js';
import { LIMITS, NO_ALLOCATION_BYTES } from './cells.js';

const millis = (micros) => number(micros / 1000);
const verdict = (words, isMet) => `${words} ${isMet ? 'met' : '**missed**'}`;

/** Reads the median of a cell's rounds. */
const reader = (cell, server) => (measure) => median(cell.runs[server] ?? [], measure);

/** Each goal of a cell that can be judged: what it says, and whether it is met. */
function judged(cell) {
  const mine = reader(cell, 'ours');
  const ratio = mine('serverPercentPerCall') / reader(cell, 'rtpengine')('serverPercentPerCall');
  const { goals } = cell;
  const judgements = [];
  if (Number.isFinite(ratio)) {
    judgements.push(verdict(`≤ ${number(goals.ratio, 1)} of rtpengine:`, ratio <= goals.ratio));
  }
  if (Number.isFinite(mine('p99Micros'))) {
    judgements.push(verdict(`p99 < ${goals.p99Millis} ms:`, mine('p99Micros') < goals.p99Millis * 1000));
  }
  return judgements.join('; ') || '–';
}

function comparison(cells, servers) {
  const rows = cells.map((cell) => {
    const costs = servers.map((server) => `${number(reader(cell, server)('serverPercentPerCall'), 3)} %`);
    const of = (server) => reader(cell, server)('serverPercentPerCall');
    return [cell.title, ...costs, number(of('ours') / of('rtpengine')), judged(cell)];
  });
  return table(['CPU for each call', ...servers, 'ours / rtpengine', 'goals'], rows);
}

function details(cells, servers) {
  const delay = (runs, way) => {
    const of = (measure) => median(runs.map((numbers) => numbers[way]), measure);
    return `${millis(of('p50Micros'))} / ${millis(of('p99Micros'))} ms`;
  };
  const rows = cells.flatMap((cell) =>
    servers.map((server) => {
      const of = reader(cell, server);
      const runs = cell.runs[server] ?? [];
      return [
        cell.title,
        server,
        delay(runs, 'toPhone'),
        delay(runs, 'toBrowser'),
        percent(of('loss')),
        number(of('bad'), 0),
        percent(of('serverShare')),
        generatorShare(of('generatorShare'), of('serverShare')),
        `${millis(of('latenessP99Micros'))} ms`,
      ];
    }),
  );
  const ways = ['added to the phone, p50 / p99', 'added to the browser, p50 / p99'];
  return table(['load', 'server', ...ways, 'loss', 'bad', 'server busy', 'generator busy', 'sent late, p99'], rows);
}

function settingUp(cells, servers) {
  const rows = cells.flatMap((cell) =>
    servers.map((server) => {
      const of = reader(cell, server);
      return [
        cell.title,
        server,
        number(of('callsPerSecond'), 0),
        `${millis(of('serverMicrosPerCall'))} ms`,
        `${number(of('residentKibPerCall'), 0)} KB`,
      ];
    }),
  );
  return table(['load', 'server', 'calls set up a second', 'CPU for each', 'memory for each'], rows);
}

function most(cells, servers) {
  const rows = cells.map((cell) => {
    const held = servers.map((server) => number(reader(cell, server)('calls'), 0));
    const { loss, p99Millis } = LIMITS[cell.kind];
    return [`${cell.title} (loss ≤ ${percent(loss)}, p99 ≤ ${p99Millis} ms)`, ...held];
  });
  return table(['calls on one processor', ...servers], rows);
}

function allocation(cells) {
  const rows = cells.map((cell) => {
    const bytes = reader(cell, 'ours')('bytesPerPacket');
    const goal = cell.kind === 'relayed' ? verdict('none:', bytes < NO_ALLOCATION_BYTES) : '–';
    return [cell.title, `${number(bytes, 1)} bytes`, Number.isFinite(bytes) ? goal : '–'];
  });
  return table(['allocated by ours for each packet', 'the thread of media', 'goal'], rows);
}

/** @param {object} measured as in bench-sip.json @param {string[]} servers @returns {string} Markdown */
export function markdown({ machine, how, failures, cells }, servers) {
  const described = [
    ...machineInWords(machine, machine.rtpengine === null ? [] : [`rtpengine ${machine.rtpengine}`]),
    `Medians; rounds: ${how.rounds}; measured for ${how.seconds} s after ${how.warmUp} s.`,
    ...(how.ours.length > 0 ? [`Options of ./run: \`${how.ours.join(' ')}\`.`] : []),
    ...(failures.length > 0 ? [`**${failures.length} runs failed** and are left out.`] : []),
  ].join('\n');
  const usual = cells.filter((cell) => !cell.most && !cell.allocation);
  const searched = cells.filter((cell) => cell.most);
  const allocating = cells.filter((cell) => cell.allocation);
  return [
    described,
    ...(usual.length > 0 ? [comparison(usual, servers), details(usual, servers), settingUp(usual, servers)] : []),
    ...(searched.length > 0 ? [most(searched, servers), details(searched, servers)] : []),
    ...(allocating.length > 0 ? [allocation(allocating)] : []),
  ].join('\n\n');
}
