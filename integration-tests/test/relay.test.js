/** Media goes through our relay and no other way, and the relay counts it as it happens. */

import assert from 'node:assert/strict';
import { DemoPage, seeAndHearEachOther, talk } from '../harness/demo-page.js';
import { Dialtone, Relay } from '../harness/dialtone.js';
import { eventually } from '../harness/eventually.js';
import { freePort } from '../harness/ports.js';
import { Scene } from '../harness/scene.js';
import { relayedPathOf, sees } from '../harness/senses.js';

const SECRET = 'a secret of the relay and of whoever mints its credentials';
const RELAY_ONLY = { query: { relay: '1' } };
/** Each of two people allocates at least one. */
const ALLOCATIONS = 2;

const scene = new Scene('relay', ['chromium', 'firefox-esr']);
let alice;
let bob;
let fox;
let vixen;

scene.before(async () => {
  alice = await scene.visitor('alice', { tone: 1000 });
  bob = await scene.visitor('bob', { tone: 600 });
  fox = await scene.visitor('fox', { tone: 700, browser: 'firefox' });
  vixen = await scene.visitor('vixen', { tone: 900, browser: 'firefox' });
});

/** The relay has counted what came from both sides and what went to them. */
function countedMedia(before, during, kind) {
  for (const labels of ['client', 'peer'].flatMap((side) => [{ side, direction: 'in' }, { side, direction: 'out' }])) {
    const where = JSON.stringify(labels);
    const grown = (name, more) => during.sum(name, { ...labels, ...more }) - before.sum(name, { ...labels, ...more });
    assert.ok(grown('dialtone_turn_packets_total', { kind }) > 100, `${kind} packets ${where}`);
    assert.ok(grown('dialtone_turn_bytes_total') > 10_000, `bytes ${where}`);
  }
}

/**
 * A call through the relay, in which both see and hear each other, and what the relay counts of it.
 *
 * @param {string} kind how these browsers send: `channel`, or `indication` as Firefox does
 */
async function isRelayed(server, transport, people, kind) {
  const [caller, callee] = people.map((visitor) => new DemoPage(visitor, server.url));
  const active = (metrics) => metrics.sum('dialtone_turn_allocations_active', { transport });
  const bytes = (metrics) => metrics.sum('dialtone_turn_bytes_total');
  const before = await server.metrics();

  await talk(caller, callee, RELAY_ONLY);
  await seeAndHearEachOther(caller, callee);

  for (const { page } of [caller, callee]) {
    assert.equal((await relayedPathOf(page)).relayProtocol, transport);
  }
  await caller.shows(`#media-path[data-route=relay][data-protocol=${transport}]`);
  const during = await server.metrics();
  assert.ok(active(during) >= ALLOCATIONS, `${active(during)} allocations over ${transport}`);
  countedMedia(before, during, kind);
  await sees(callee.page, callee.videoOf(caller));
  assert.ok(bytes(await server.metrics()) > bytes(during), 'bytes are counted while the call goes on');

  await caller.hangUp();
  await callee.says('#ended-reason', new RegExp(`${caller.visitor.name} hung up`));
  await eventually('the allocations are given back', async () => active(await server.metrics()), {
    until: (count) => count === 0,
  });
  assert.equal((await server.metrics()).sum('dialtone_turn_relay_ports_used'), 0);
}

/** A server that tells clients of nothing but one way to a relay. @param {number} port @param {string} transport */
async function serverWithRelay(port, transport, args = []) {
  const config = {
    signaling: { 'turn-urls': [`turn:127.0.0.1:${port}?transport=${transport}`] },
    turn: { 'auth-secrets': [SECRET], 'self-test-interval': '0s' },
  };
  return scene.owns(await Dialtone.start(args, { DIALTONE_CONFIG_BODY: JSON.stringify(config) }));
}

const PAIRS = [
  ['Chromium', () => [alice, bob], 'channel'],
  ['Firefox', () => [fox, vixen], 'indication'],
];
for (const [browser, pair, kind] of PAIRS) {
  for (const transport of ['udp', 'tcp']) {
    scene.test(`media of ${browser} goes through the relay over ${transport.toUpperCase()}, which counts it`, async () => {
      const port = await freePort();
      const server = await serverWithRelay(port, transport, ['--turn-port', String(port)]);

      await isRelayed(server, transport, pair(), kind);
    });
  }
}

scene.test('a call survives the restart of its relay', async () => {
  const port = await freePort();
  const startRelay = async () => scene.owns(await Relay.start(['--auth-secret', SECRET], { port }));
  const server = await serverWithRelay(port, 'udp');
  const relay = await startRelay();
  const [caller, callee] = [new DemoPage(alice, server.url), new DemoPage(bob, server.url)];
  await talk(caller, callee, RELAY_ONLY);
  await seeAndHearEachOther(caller, callee);

  await relay.stop();
  await caller.shows('#call[data-state=reconnecting]');
  await startRelay();

  await caller.shows('#call[data-state=connected]', 40_000);
  await seeAndHearEachOther(caller, callee);
});
