/** @file coturn's clients, as they come with Debian. */

import { Program, run } from './programs.js';

/** Each client sends this many messages, of so many bytes. */
const MESSAGES = 100;
const BYTES = 170;
const INTERVAL_MS = 5;
const CLIENTS = 3;

/**
 * Allocates, sends messages to a peer that sends them back, and counts.
 *
 * @param {number} turnPort on loopback
 * @param {object} options
 * @param {string[]} options.as who: `-u` and `-w`, or `-W` with the secret of time-limited credentials
 * @param {string[]} [options.how] uclient's flags for the way: `-t` for TCP, `-s` for Send, `-y` for client to client
 * @param {number} [options.peerPort] where {@link startPeer} listens; not needed from client to client
 * @returns {Promise<{ code: number | string, output: string, sent: number, received: number, lost: number }>} numbers
 *     are NaN when it came to nothing
 */
export async function uclient(turnPort, { as, how = [], peerPort = 3480 }) {
  const withoutRtcp = '-c';
  const peer = ['-e', '127.0.0.1', '-r', peerPort];
  const load = ['-n', MESSAGES, '-l', BYTES, '-z', INTERVAL_MS, '-m', CLIENTS];
  const args = [...as, ...how, withoutRtcp, ...peer, ...load, '-p', turnPort, '127.0.0.1'];
  const { code, output } = await run('turnutils_uclient', args.map(String));
  const last = (pattern) => Number([...output.matchAll(pattern)].at(-1)?.[1] ?? NaN);
  return {
    code,
    output,
    sent: last(/tot_send_msgs=(\d+)/g),
    received: last(/tot_recv_msgs=(\d+)/g),
    lost: last(/Total lost packets (\d+)/g),
  };
}

/** Asks who it is by a Binding request. */
export function stunclient(turnPort) {
  return run('turnutils_stunclient', ['-p', String(turnPort), '127.0.0.1']);
}

/** Finds out what the NATs in between do (RFC 5780). @param {number} turnPort on loopback @param {string[]} how */
export function natdiscovery(turnPort, how) {
  return run('turnutils_natdiscovery', [...how, '-p', String(turnPort), '127.0.0.1']);
}

/** A peer that sends everything back. @param {number} port */
export function startPeer(port) {
  return new Program('turnutils_peer', 'turnutils_peer', ['-L', '127.0.0.1', '-p', String(port)]);
}
