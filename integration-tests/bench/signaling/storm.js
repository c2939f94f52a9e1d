/** @file The part in which everybody is cut off at once and comes back. */

import { say, turned } from '../common/programs.js';
import { makeCertificate } from './build.js';
import { generate } from './generate.js';
import { SERVERS } from './servers.js';

/** How long everybody may take to come, each time. */
const PATIENCE_SECONDS = 120;

const words = ({ seconds, recovered, failedAttempts }) =>
  `${seconds.toFixed(1)} s (${recovered} resumed, ${failedAttempts} attempts failed)`;

/** Each server is started for it, so that it is cold when they come for the first time. */
export async function measureStorm(options, results) {
  const certificate = await makeCertificate();
  // Nobody keeps processors apart when all come at once; what compiles a server's code needs some, too.
  const both = `${options.serverCpu},${options.generatorCpu}`;
  for (let round = 0; round < options.storms; round++) {
    for (const name of turned(options.servers, round)) {
      await results.add('storm', String(options.storm), name, async () => {
        const how = { cpu: both, extra: options.ours, certificate, recovery: true };
        const server = await SERVERS[name](how);
        try {
          const numbers = await generate(server, {
            connections: options.storm,
            cpu: both,
            how: ['--mode', 'storm', '--tls', '--patience', PATIENCE_SECONDS],
            seconds: 3 * PATIENCE_SECONDS,
          });
          const { first, again, lostMessages, twice, messages } = numbers;
          say(
            `${name.padEnd(9)} came in ${words(first)}; cut off, back in ${words(again)}; of ${messages} messages ` +
              `${lostMessages} lost, ${twice} twice`,
          );
          return numbers;
        } finally {
          await server.stop();
        }
      });
    }
  }
}
