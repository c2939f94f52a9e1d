/** @file What the numbers say, for people. */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { home } from '../../harness/paths.js';

const DOCUMENT = join(home, 'docs', 'benchmarks.md');
const BEGIN = '<!-- turn-bench: begin, written by integration-tests/bench/turn/run --write -->';
const END = '<!-- turn-bench: end -->';

/** A generator that is busier than this, for a server that is less so, was the limit itself. */
const BUSY = 0.95;

/** A load average above this means that something else wants the processors that are measured. */
const QUIET_LOAD = 0.5;

/** The median of one number over all rounds; NaN when no round has it. */
export function median(runs, measure) {
  const sorted = runs.map((numbers) => numbers[measure]).filter(Number.isFinite).sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  return sorted.length === 0 ? NaN : (lower + upper) / 2;
}

function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, index) => (index === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}

const number = (value, digits = 2) => (Number.isFinite(value) ? value.toFixed(digits) : '–');
const percent = (value) => (Number.isFinite(value) ? `${(value * 100).toFixed(value < 0.01 ? 2 : 0)} %` : '–');

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
        const bound = of('generatorShare') > BUSY && of('serverShare') < BUSY ? ' (the limit)' : '';
        return [
          cell.title,
          server,
          number(of('relayedPerSecond'), 0),
          `${number(of('p50Micros'), 0)} / ${number(of('p99Micros'), 0)} µs`,
          percent(of('loss')),
          number(of('bad'), 0),
          percent(of('serverShare')),
          `${percent(of('generatorShare'))}${bound}`,
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
  const network = machine.ownNetwork ? 'loopback of a network namespace' : 'the loopback that everything else uses';
  const described = [
    `Measured on ${machine.date}: ${machine.processors} × ${machine.processor}, Linux ${machine.kernel}, ${network}.`,
    `${machine.dialtone}${machine.coturn === null ? '' : `; coturn ${machine.coturn}`}.`,
    `Medians; rounds: ${how.rounds}; measured for ${how.seconds} s after ${how.warmUp} s; window: ${how.window}.`,
    ...(machine.load > QUIET_LOAD ? [`**The machine was busy**, load ${number(machine.load, 1)}.`] : []),
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

/** Puts the result between the document's markers. @param {string} text @returns {string} the document's path */
export function writeIntoDocument(text) {
  const document = readFileSync(DOCUMENT, 'utf8');
  const begin = document.indexOf(BEGIN);
  const end = document.indexOf(END);
  if (begin < 0 || end < begin) {
    throw new Error('docs/benchmarks.md has lost the markers between which the result goes');
  }
  writeFileSync(DOCUMENT, `${document.slice(0, begin + BEGIN.length)}\n\n${text}\n\n${document.slice(end)}`);
  return DOCUMENT;
}
