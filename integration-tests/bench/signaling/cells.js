/** @file What is measured, and what it should come to. */

/** Files that a process needs beside its connections. */
const OTHER_FILES = 500;

/**
 * @typedef {object} RelayCell messages of one kind at one rate
 * @property {string} name
 * @property {string} title for people
 * @property {number} bytes of the session description in each; 0 for an ICE candidate
 * @property {number} rate messages a second; 0 for as many as there can be
 * @property {Record<string, number>} goals the ratio to other servers' CPU that ours is not to exceed
 */

/** @type {RelayCell[]} */
export const RELAY_CELLS = [
  { name: 'small-1k', title: 'a candidate, 1,000 a second', bytes: 0, rate: 1000, goals: {} },
  { name: 'small-10k', title: 'a candidate, 10,000 a second', bytes: 0, rate: 10_000, goals: { ws: 1 } },
  { name: 'small-most', title: 'a candidate, as many as possible', bytes: 0, rate: 0, goals: { ws: 0.7, 'socket.io': 0.5 } },
  { name: 'large-5k', title: 'a description of 4 KB, 5,000 a second', bytes: 4000, rate: 5000, goals: {} },
  {
    name: 'large-most',
    title: 'a description of 4 KB, as many as possible',
    bytes: 4000,
    rate: 0,
    goals: { ws: 0.5, 'socket.io': 0.5 },
  },
];

/** How many connections do nothing: ten thousand, and as many as a process may open here. @param {number} files its limit */
export function idleCounts(files) {
  const most = Math.floor((files - OTHER_FILES) / 500) * 500;
  return most > 10_000 ? [10_000, most] : [most];
}

/** Of an idle connection with its session, in KB of 1024 bytes. */
export const IDLE_GOALS = { liveKib: 6, residentKib: 8 };

export const STORM_CONNECTIONS = 10_000;

/** In which everybody is to be back. */
export const STORM_GOAL_SECONDS = 20;

export const PARTS = {
  idle: 'connections that do nothing: memory and CPU',
  relay: 'messages from one client to another: CPU and delay',
  storm: 'ten thousand that are cut off at once and come back, over TLS',
  setup: 'calls between two browsers: from the click until they hear each other',
};
