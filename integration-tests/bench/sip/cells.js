/** @file What is measured, and what it should come to. */

/**
 * One load, measured for every server.
 *
 * @typedef {object} Cell
 * @property {string} name for the command line
 * @property {string} title for people
 * @property {'relayed' | 'transcoded'} kind
 * @property {number} calls; the first number that is tried where the most is looked for
 * @property {boolean} [most] looks for the most calls that a processor holds
 * @property {boolean} [allocation] measures what is allocated for each packet; only of ours
 * @property {{ ratio?: number, p99Millis?: number }} goals the ratio to rtpengine's processor time that ours is not to
 *     exceed; what a packet's delay is not to reach
 */

export const GOALS = {
  relayed: { ratio: 0.8, p99Millis: 2 },
  transcoded: { ratio: 0.3, p99Millis: 25 },
};

/** Where a server does not hold its calls any more: loss above, or a delay in ms. */
export const LIMITS = {
  relayed: { loss: 0.001, p99Millis: 20 },
  transcoded: { loss: 0.001, p99Millis: 150 },
};

/** Less than the smallest object of Java's for each packet: what is left belongs to the clock, not to packets. */
export const NO_ALLOCATION_BYTES = 16;

const TITLES = { relayed: 'PCMU as it is', transcoded: 'Opus to PCMU and back' };

function cell(kind, calls) {
  return { name: `${kind}-${calls}`, title: `${calls} calls, ${TITLES[kind]}`, kind, calls, goals: GOALS[kind] };
}

/** @type {Cell[]} */
export const CELLS = [
  cell('relayed', 10),
  cell('relayed', 100),
  cell('transcoded', 10),
  cell('transcoded', 20),
  { ...cell('relayed', 150), name: 'relayed-most', title: `most calls, ${TITLES.relayed}`, most: true },
  { ...cell('transcoded', 15), name: 'transcoded-most', title: `most calls, ${TITLES.transcoded}`, most: true },
  { ...cell('relayed', 50), name: 'relayed-allocation', title: TITLES.relayed, allocation: true },
  { ...cell('transcoded', 10), name: 'transcoded-allocation', title: TITLES.transcoded, allocation: true },
];
