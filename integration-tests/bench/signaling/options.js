/** @file What the benchmark is asked for. */

import { chosen, flag, parse, positive, processors, Refusal, text } from '../common/arguments.js';
import { PARTS, RELAY_CELLS, STORM_CONNECTIONS } from './cells.js';
import { SERVERS } from './servers.js';

const USAGE = `Measures Dialtone's signaling server beside those of ws, socket.io and PeerJS.

usage: integration-tests/bench/signaling/run [options] [part...] [-- options of ./run]

  --servers LIST     of ${Object.keys(SERVERS).join(', ')}; all
  --cells LIST       of the part relay: ${RELAY_CELLS.map(({ name }) => name).join(', ')}; all
  --rounds N         each load is relayed so often, the servers in changing order; 3
  --seconds N        measured in each run; 5
  --warm-up N        seconds before that; 2
  --idle N           connections that do nothing; 10000, and as many as a process may open
  --idle-seconds N   for which they do; 30
  --storm N          connections that are cut off; ${STORM_CONNECTIONS}
  --storms N         how often; 1
  --calls N          that are set up by each; 20
  --cpus A,B         the server's processor and the generator's, shared in a storm; 0,1
  --write            put the result into docs/benchmarks.md
  --help

parts, all unless some are named:
${Object.entries(PARTS).map(([name, title]) => `  ${name.padEnd(8)}${title}`).join('\n')}
`;

/** An even number, for clients come in pairs. */
function even(name, value) {
  return value === undefined ? undefined : 2 * Math.ceil(positive(name, value) / 2);
}

/** @param {string[]} args @returns what is asked for, or null when help was printed */
export function readOptions(args) {
  const dashes = args.indexOf('--');
  const [before, ours] = dashes < 0 ? [args, []] : [args.slice(0, dashes), args.slice(dashes + 1)];
  const { values, positionals } = parse(before, {
    servers: text(Object.keys(SERVERS).join(',')),
    cells: text(RELAY_CELLS.map(({ name }) => name).join(',')),
    rounds: text('3'),
    seconds: text('5'),
    'warm-up': text('2'),
    idle: { type: 'string' },
    'idle-seconds': text('30'),
    storm: text(String(STORM_CONNECTIONS)),
    storms: text('1'),
    calls: text('20'),
    cpus: text('0,1'),
    write: flag,
    help: flag,
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return null;
  }
  const parts = positionals.length > 0 ? positionals : Object.keys(PARTS);
  const names = chosen('cells', values.cells, RELAY_CELLS.map(({ name }) => name));
  const servers = chosen('servers', values.servers, Object.keys(SERVERS));
  if (!servers.includes('ours') && values.write) {
    throw new Refusal('--write takes --servers with ours');
  }
  return {
    parts: chosen('part', parts.join(','), Object.keys(PARTS)),
    servers,
    cells: RELAY_CELLS.filter(({ name }) => names.includes(name)),
    rounds: Math.ceil(positive('rounds', values.rounds)),
    seconds: positive('seconds', values.seconds),
    warmUp: positive('warm-up', values['warm-up']),
    idle: even('idle', values.idle),
    idleSeconds: positive('idle-seconds', values['idle-seconds']),
    storm: even('storm', values.storm),
    storms: Math.ceil(positive('storms', values.storms)),
    calls: Math.ceil(positive('calls', values.calls)),
    ...processors(values.cpus),
    write: values.write,
    ours,
  };
}
