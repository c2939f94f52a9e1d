import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import { settle } from './fake-browser.js';
import { watchFlow } from '../sdk/flow.js';
import { Recovery } from '../sdk/recovery.js';

describe('what flows from the other side', () => {
  let packets;
  let direction;
  let told;
  let watch;

  beforeEach(() => {
    mock.timers.enable({ apis: ['setInterval', 'Date'] });
    [packets, direction, told] = [0, 'sendrecv', []];
    const connection = {
      getTransceivers: () => [{ currentDirection: direction }, { currentDirection: 'inactive' }],
      getStats: async () => new Map([['r', { type: 'inbound-rtp', packetsReceived: packets }], ['c', { type: 'codec' }]]),
    };
    watch = watchFlow(connection, { flows: () => told.push('flows'), stalls: () => told.push('stalls') });
  });
  afterEach(() => {
    clearInterval(watch);
    mock.timers.reset();
  });

  /** Time in which packets come, or do not. */
  async function pass(ms, flows) {
    for (let at = 0; at < ms; at += 100) {
      packets += flows ? 5 : 0;
      mock.timers.tick(100);
      await settle();
    }
  }

  it('is told while it flows', async () => {
    await pass(900, true);

    assert.deepEqual(told, ['flows', 'flows', 'flows']);
  });

  it('is missed once, within two seconds', async () => {
    await pass(900, true);
    told.length = 0;

    await pass(1_800, false);
    assert.deepEqual(told, ['stalls']);
    await pass(10_000, false);

    assert.deepEqual(told, ['stalls']);
  });

  it('is missed again when it has come back', async () => {
    await pass(900, true);
    await pass(3_000, false);
    await pass(600, true);
    told.length = 0;

    await pass(3_000, false);

    assert.deepEqual(told, ['stalls']);
  });

  it('is not missed before it has begun', async () => {
    await pass(10_000, false);

    assert.deepEqual(told, []);
  });

  it('is not missed where the other side holds', async () => {
    await pass(900, true);
    told.length = 0;
    direction = 'inactive';

    await pass(10_000, false);

    assert.deepEqual(told, []);
  });
});

describe('a way between two peers whose media stops', () => {
  let states;
  let restarts;

  beforeEach(() => {
    mock.timers.enable({ apis: ['setTimeout'] });
    [states, restarts] = [[], []];
  });
  afterEach(() => mock.timers.reset());

  function recovery(polite = false) {
    const made = new Recovery(polite, { state: (state) => states.push(state), restart: (isQuick) => restarts.push(isQuick) });
    made.changed('connected');
    return made;
  }

  it('is looked for at once in a new network, and again until it is there', () => {
    const lost = recovery();

    lost.stalls(true);
    mock.timers.tick(0);
    assert.deepEqual(restarts, [true]);
    mock.timers.tick(1_500);
    mock.timers.tick(1_500);
    assert.deepEqual(restarts, [true, true, true]);
    lost.flows();
    mock.timers.tick(60_000);

    assert.deepEqual(restarts, [true, true, true]);
    assert.deepEqual(states, ['connected', 'reconnecting', 'connected']);
  });

  it('is given up after the usual attempts, which follow the quick ones', () => {
    recovery().stalls(true);

    for (let second = 0; second < 60; second++) {
      mock.timers.tick(1_000);
    }

    assert.deepEqual(restarts.filter((isQuick) => !isQuick).length, 3);
    assert.deepEqual(states.at(-1), 'failed');
  });

  it('is asked for once, and nobody is told, when the server is reached as before', () => {
    recovery().stalls(false);
    mock.timers.tick(0);
    mock.timers.tick(60_000);

    assert.deepEqual(restarts, [true]);
    assert.deepEqual(states, ['connected']);
  });

  it('is left to the other side at first by the polite one', () => {
    const polite = recovery(true);
    polite.stalls(false);
    mock.timers.tick(3_000);
    polite.flows();
    mock.timers.tick(60_000);

    assert.deepEqual(restarts, []);
  });
});
