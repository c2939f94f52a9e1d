/** @file What is measured, and what it should come to. */

/**
 * One load, measured for every server.
 *
 * @typedef {object} Cell
 * @property {string} name for the command line
 * @property {string} title for people
 * @property {string} measure which number of the generator's is compared; the lower the better
 * @property {boolean} [fresh] measured on a server that was started for it and is alone
 * @property {boolean} [onRequest] only measured when it is named
 * @property {boolean} [settled] every server carries it once before it counts
 * @property {string[]} load options of the generator
 * @property {{ coturn?: number, floor?: number, p99?: boolean, megabytes?: number }} goals the ratio to coturn and to
 *     the floor that ours is not to exceed; that its p99 is no worse than coturn's; its memory
 */

const ABOVE_FLOOR = 1.1;
const SMALL = ['--bytes', '170'];
const VIDEO = ['--bytes', '1100', '--burst', '6'];

function saturated(name, title, allocations, load, toCoturn) {
  return {
    name,
    title,
    measure: 'serverMicrosPerPacket',
    load: ['--mode', 'echo', '--allocations', String(allocations), ...load],
    goals: { coturn: toCoturn, floor: ABOVE_FLOOR },
  };
}

/**
 * Each packet that is sent comes back, so what the server relays is twice what is sent.
 *
 * A JVM compiles anew for a while when the kind of load changes, here on the processor that relays. That is
 * no part of the delay of a server that has carried its load for a minute, so it is settled first.
 */
function steady(name, title, allocations, relayedPerSecond) {
  return {
    name,
    title,
    measure: 'serverMicrosPerPacket',
    load: ['--mode', 'echo', '--allocations', String(allocations), ...SMALL, '--rate', String(relayedPerSecond / 2)],
    settled: true,
    goals: { p99: true },
  };
}

function relayToRelay(name, title, load) {
  return {
    name,
    title,
    measure: 'serverMicrosPerPacket',
    load: ['--mode', 'relay-to-relay', '--allocations', '50', ...load],
    goals: { coturn: 0.4, floor: ABOVE_FLOOR },
  };
}

/** @type {Cell[]} */
export const CELLS = [
  saturated('small-1', '1 allocation, 170 B', 1, SMALL),
  saturated('small-50', '50 allocations, 170 B', 50, SMALL, 0.75),
  saturated('small-500', '500 allocations, 170 B', 500, SMALL, 0.7),
  saturated('video-1', '1 allocation, 1100 B in bursts of 6', 1, VIDEO, 0.55),
  saturated('video-50', '50 allocations, 1100 B in bursts of 6', 50, VIDEO, 0.55),
  saturated('video-500', '500 allocations, 1100 B in bursts of 6', 500, VIDEO, 0.55),
  {
    ...saturated('segmented-50', '50 allocations, 1100 B in bursts of 6 sent as one', 50, [...VIDEO, '--segmented']),
    onRequest: true,
  },
  steady('steady-50', '50 allocations, 170 B, 20,000 packets/s', 50, 20_000),
  steady('steady-500', '500 allocations, 170 B, 50,000 packets/s', 500, 50_000),
  relayToRelay('relay-small', 'relay to relay, 170 B', SMALL),
  relayToRelay('relay-video', 'relay to relay, 1100 B in bursts of 6', VIDEO),
  {
    name: 'allocate',
    title: 'making 2,000 allocations',
    measure: 'serverMicrosPerAllocation',
    load: ['--mode', 'allocate', '--allocations', '2000'],
    goals: {},
  },
  {
    name: 'idle',
    title: '10,000 allocations doing nothing',
    measure: 'serverResidentKib',
    fresh: true,
    load: ['--mode', 'allocate', '--allocations', '10000'],
    goals: { megabytes: 400 },
  },
];
