/** Page, signaling and media all go through one port that speaks TLS, as in networks that let out nothing else. */

import assert from 'node:assert/strict';
import { Certificate } from '../harness/certificate.js';
import { DemoPage, seeAndHearEachOther, talk } from '../harness/demo-page.js';
import { Dialtone } from '../harness/dialtone.js';
import { eventually } from '../harness/eventually.js';
import { freePort } from '../harness/ports.js';
import { Scene } from '../harness/scene.js';
import { pathsOf } from '../harness/senses.js';

const SECRET = 'a secret of the relay and of whoever mints its credentials';
const RELAY_ONLY = { query: { relay: '1' } };
/** Each of two people allocates at least one. */
const ALLOCATIONS = 2;

const scene = new Scene('one-port', ['chromium', 'openssl']);
let certificate;
let alice;
let bob;

scene.before(async () => {
  certificate = scene.owns(await Certificate.make());
  const { keyHash } = certificate;
  alice = await scene.visitor('alice', { tone: 1000, keyHash });
  bob = await scene.visitor('bob', { tone: 600, keyHash });
});

/** Everything on one port with TLS. @param {Record<string, unknown>} [signaling] more of its configuration */
async function server(signaling = {}, args = []) {
  const { certificate: file, key } = certificate;
  const config = {
    signaling: { tls: { certificate: file, key }, ...signaling },
    turn: { 'auth-secrets': [SECRET], 'self-test-interval': '0s' },
  };
  return scene.owns(await Dialtone.start(args, { DIALTONE_CONFIG_BODY: JSON.stringify(config) }));
}

scene.test('a call needs no more than the port of the page', async () => {
  const port = await freePort();
  const url = `turns:127.0.0.1:${port}?transport=tcp`;
  const dialtone = await server({ 'turn-urls': [url] }, ['--port', String(port)]);
  assert.equal(dialtone.url, `https://127.0.0.1:${port}/`);
  const [caller, callee] = [new DemoPage(alice, dialtone.url), new DemoPage(bob, dialtone.url)];
  const active = (metrics) => metrics.sum('dialtone_turn_allocations_active', { transport: 'tls' });

  await talk(caller, callee, RELAY_ONLY);
  await seeAndHearEachOther(caller, callee);

  for (const { page } of [caller, callee]) {
    const [{ local, remote, relayProtocol }] = await pathsOf(page);
    assert.deepEqual([local, remote, relayProtocol], ['relay', 'relay', 'tls']);
  }
  await caller.shows('#media-path[data-route=relay][data-protocol=tls]');
  const during = await dialtone.metrics();
  assert.ok(active(during) >= ALLOCATIONS, `${active(during)} allocations over TLS`);
  assert.equal(during.sum('dialtone_turn_allocations_active'), active(during), 'and over nothing else');
  assert.ok(during.sum('dialtone_turn_packets_total', { side: 'client', direction: 'in' }) > 100, 'packets are counted');

  await caller.hangUp();
  await callee.says('#ended-reason', /alice hung up/);
  await eventually('the allocations are given back', async () => active(await dialtone.metrics()), {
    until: (count) => count === 0,
  });
});

scene.test('browsers are told of it without configuration', async () => {
  const dialtone = await server();
  const page = new DemoPage(alice, dialtone.url);
  const { port } = new URL(dialtone.url);
  await page.connect(RELAY_ONLY.query);
  const metrics = () => dialtone.metrics();

  await new DemoPage(bob, dialtone.url).connect(RELAY_ONLY.query);
  await page.call('bob');

  // Who calls gathers candidates on every way there is.
  await eventually(`an allocation over TLS on port ${port}`, metrics, {
    until: (now) => now.sum('dialtone_turn_allocations_active', { transport: 'tls' }) > 0,
  });
});
