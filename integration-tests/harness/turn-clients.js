/** @file coturn's clients, as they come with Debian. */

import { Program, run } from './programs.js';

/** Each client sends this many messages, of so many bytes. */
const MESSAGES = 100;
const BYTES = 170;
const INTERVAL_MS = 5;
const CLIENTS = 3;
/** It ends seconds after the last message; on a busy machine, and with messages it misses, much later. */
const PATIENCE_MS = 120_000;

/**
 * Allocates, sends messages to a peer that sends them back, and counts.
 *
 * @param {number} turnPort on loopback
 * @param {object} options
 * @param {string[]} options.as who: `-u` and `-w`, or `-W` with the secret of time-limited credentials
 * @param {string[]} [options.how] uclient's flags for the way: `-t` for TCP, `-s` for Send, `-y` for client to client
 * @param {boolean} [options.rtcp] whether each client has a second allocation, on the next port
 * @param {number} [options.peerPort] where {@link startPeer} listens; not needed from client to client
 * @param {string} [options.host] where the relay and the peer are
 * @returns {Promise<{ code: number | string, output: string, sent: number, received: number, lost: number }>} numbers
 *     are NaN when it came to nothing
 */
export async function uclient(turnPort, { as, how = [], rtcp = false, peerPort = 3480, host = '127.0.0.1' }) {
  const withoutRtcp = rtcp ? [] : ['-c'];
  const peer = ['-e', host, '-r', peerPort];
  const load = ['-n', MESSAGES, '-l', BYTES, '-z', INTERVAL_MS, '-m', CLIENTS];
  const args = [...as, ...how, ...withoutRtcp, ...peer, ...load, '-p', turnPort, host];
  const { code, output } = await run('turnutils_uclient', args.map(String), { within: PATIENCE_MS });
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

/** A peer that sends everything back, from this port and from the next one. @param {number} port */
export function startPeer(port) {
  return new Program('turnutils_peer', 'turnutils_peer', ['-L', '127.0.0.1', '-L', '::1', '-p', String(port)]);
}
