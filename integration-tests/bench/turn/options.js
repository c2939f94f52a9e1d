/** @file What the benchmark is asked for. */

import { chosen, flag, parse, positive, processors, text } from '../common/arguments.js';
import { CELLS } from './cells.js';
import { SERVERS } from './servers.js';

const USAGE = `Measures Dialtone's TURN relay beside coturn and a floor written in C.

usage: integration-tests/bench/turn/run [options] [-- options of ./run turn]

  --servers LIST     of ${Object.keys(SERVERS).join(', ')}; the first three
  --cells LIST       of those below; all without a star
  --rounds N         each cell is measured so often, the servers in changing order; 5
  --seconds N        measured in each run; 1.5
  --warm-up N        seconds before that; 1
  --window N         packets on the way at once where the load is as much as possible; 128
  --cpus A,B         the server's processor and the generator's; 0,1
  --write            put the result into docs/benchmarks.md
  --help

cells:
${CELLS.map((cell) => `  ${cell.name.padEnd(18)}${cell.onRequest ? '* ' : ''}${cell.title}`).join('\n')}
`;

/** @param {string[]} args @returns what is asked for, or null when help was printed */
export function readOptions(args) {
  const usual = CELLS.filter((cell) => !cell.onRequest).map((cell) => cell.name);
  const { values, positionals } = parse(args, {
    servers: text('ours,coturn,floor'),
    cells: text(usual.join(',')),
    rounds: text('5'),
    seconds: text('1.5'),
    'warm-up': text('1'),
    window: text('128'),
    cpus: text('0,1'),
    write: flag,
    help: flag,
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return null;
  }
  const known = CELLS.map((cell) => cell.name);
  const names = chosen('cells', values.cells, known);
  return {
    servers: chosen('servers', values.servers, Object.keys(SERVERS)),
    cells: CELLS.filter((cell) => names.includes(cell.name)),
    rounds: Math.ceil(positive('rounds', values.rounds)),
    seconds: positive('seconds', values.seconds),
    warmUp: positive('warm-up', values['warm-up']),
    window: Math.ceil(positive('window', values.window)),
    ...processors(values.cpus),
    write: values.write,
    ours: positionals,
  };
}
