/** @file Numbers for people. */

/** A generator that is busier than this, for a server that is less so, was the limit itself. */
const BUSY = 0.95;

/** The middle one of numbers; NaN when there are none. @param {number[]} numbers */
export function middle(numbers) {
  const sorted = numbers.filter(Number.isFinite).sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  return sorted.length === 0 ? NaN : (lower + upper) / 2;
}

/** The median of one number over all rounds; NaN when no round has it. */
export const median = (runs, measure) => middle(runs.map((numbers) => numbers[measure]));

/** Markdown. @param {string[]} head @param {string[][]} rows */
export function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, index) => (index === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}

export const number = (value, digits = 2) => (Number.isFinite(value) ? value.toFixed(digits) : '–');
export const percent = (value) => (Number.isFinite(value) ? `${(value * 100).toFixed(value < 0.01 ? 2 : 0)} %` : '–');

/** The generator's share of its processor, marked where it was the limit. */
export function generatorShare(generator, server) {
  return `${percent(generator)}${generator > BUSY && server < BUSY ? ' (the limit)' : ''}`;
}
