/** @file What the benchmark is asked for. */

import { chosen, flag, parse, positive, processors, text } from '../common/arguments.js';
import { CELLS } from './cells.js';

export const SERVERS = ['ours', 'rtpengine'];

const WIDTH = 24;

const USAGE = `Measures phone calls through Dialtone's bridge beside rtpengine.

usage: integration-tests/bench/sip/run [options] [-- options of ./run]

  --servers LIST     of ${SERVERS.join(', ')}; both
  --cells LIST       of those below; all
  --rounds N         each cell is measured so often, the servers in changing order; 3
  --seconds N        measured in each run; 5
  --warm-up N        seconds before that; 2
  --most N           calls at which the search for the most ends; 1500
  --cpus A,B         the server's processor and the generator's; 0,1
  --write            put the result into docs/benchmarks.md
  --help

cells:
${CELLS.map((cell) => `  ${cell.name.padEnd(WIDTH)}${cell.allocation ? 'allocated for each packet: ' : ''}${cell.title}`).join('\n')}
`;

/** @param {string[]} args @returns what is asked for, or null when help was printed */
export function readOptions(args) {
  const { values, positionals } = parse(args, {
    servers: text(SERVERS.join(',')),
    cells: text(CELLS.map((cell) => cell.name).join(',')),
    rounds: text('3'),
    seconds: text('5'),
    'warm-up': text('2'),
    most: text('1500'),
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
    servers: chosen('servers', values.servers, SERVERS),
    cells: CELLS.filter((cell) => names.includes(cell.name)),
    rounds: Math.ceil(positive('rounds', values.rounds)),
    seconds: positive('seconds', values.seconds),
    warmUp: positive('warm-up', values['warm-up']),
    most: Math.ceil(positive('most', values.most)),
    ...processors(values.cpus),
    write: values.write,
    ours: positionals,
  };
}
