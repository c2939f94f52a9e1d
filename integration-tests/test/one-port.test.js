/** Page, signaling and media all go through one port, which mostly speaks TLS, as in networks that let out nothing else. */

import assert from 'node:assert/strict';
import { Certificate } from '../harness/certificate.js';
import { DemoPage, seeAndHearEachOther, talk } from '../harness/demo-page.js';
import { Dialtone } from '../harness/dialtone.js';
import { eventually } from '../harness/eventually.js';
import { freePort } from '../harness/ports.js';
import { Scene } from '../harness/scene.js';
import { relayedPathOf } from '../harness/senses.js';

const SECRET = 'a secret of the relay and of whoever mints its credentials';
const RELAY_ONLY = { query: { relay: '1' } };
/** Each of two people allocates at least one. */
const ALLOCATIONS = 2;

/** Whose browsers are of which kind. */
const PAIRS = { Chromium: ['alice', 'bob'], Firefox: ['fox', 'vixen'] };

const scene = new Scene('one-port', ['chromium', 'firefox-esr', 'openssl', 'certutil']);
const people = {};
let certificate;

scene.before(async () => {
  certificate = scene.owns(await Certificate.make());
  const arrive = async (name, options) => {
    people[name] = await scene.visitor(name, { trusted: certificate, ...options });
  };
  await arrive('alice', { tone: 1000 });
  await arrive('bob', { tone: 600 });
  await arrive('fox', { tone: 700, browser: 'firefox' });
  await arrive('vixen', { tone: 900, browser: 'firefox' });
});

/** Everything on one port. @param {Record<string, unknown>} [signaling] more of its configuration */
async function server(signaling, args = []) {
  const config = { signaling, turn: { 'auth-secrets': [SECRET], 'self-test-interval': '0s' } };
  return scene.owns(await Dialtone.start(args, { DIALTONE_CONFIG_BODY: JSON.stringify(config) }));
}

/** What makes it speak TLS. */
function tls() {
  const { certificate: file, key } = certificate;
  return { tls: { certificate: file, key } };
}

/** A call in which the media of both goes over connections to the page's port, and nothing goes another way. */
async function needsNoOtherPort(dialtone, [callerName, calleeName], transport) {
  const [caller, callee] = [callerName, calleeName].map((name) => new DemoPage(people[name], dialtone.url));
  const active = (metrics) => metrics.sum('dialtone_turn_allocations_active', { transport });

  await talk(caller, callee, RELAY_ONLY);
  await seeAndHearEachOther(caller, callee);

  for (const { page } of [caller, callee]) {
    assert.equal((await relayedPathOf(page)).relayProtocol, transport);
  }
  await caller.shows(`#media-path[data-route=relay][data-protocol=${transport}]`);
  const during = await dialtone.metrics();
  assert.ok(active(during) >= ALLOCATIONS, `${active(during)} allocations over ${transport}`);
  assert.equal(during.sum('dialtone_turn_allocations_active'), active(during), 'and over nothing else');
  assert.ok(during.sum('dialtone_turn_packets_total', { side: 'client', direction: 'in' }) > 100, 'packets are counted');

  await caller.hangUp();
  await callee.says('#ended-reason', new RegExp(`${callerName} hung up`));
  await eventually('the allocations are given back', async () => active(await dialtone.metrics()), {
    until: (count) => count === 0,
  });
}

for (const [browser, pair] of Object.entries(PAIRS)) {
  scene.test(`a call in ${browser} needs no more than the port of the page`, async () => {
    const port = await freePort();
    // By name, as Firefox asks no relay over TLS that is given by its address.
    const url = `turns:localhost:${port}?transport=tcp`;
    const dialtone = await server({ ...tls(), 'turn-urls': [url] }, ['--port', String(port)]);
    assert.equal(dialtone.url, `https://localhost:${port}/`);

    await needsNoOtherPort(dialtone, pair, 'tls');
  });

  scene.test(`a call in ${browser} needs no more than the port of the page without TLS`, async () => {
    const port = await freePort();
    const url = `turn:127.0.0.1:${port}?transport=tcp`;
    const dialtone = await server({ 'turn-urls': [url] }, ['--port', String(port)]);

    await needsNoOtherPort(dialtone, pair, 'tcp');
  });
}

scene.test('browsers are told of it without configuration', async () => {
  const dialtone = await server(tls());
  const page = new DemoPage(people.alice, dialtone.url);
  const { port } = new URL(dialtone.url);
  await page.connect(RELAY_ONLY.query);
  const metrics = () => dialtone.metrics();

  await new DemoPage(people.bob, dialtone.url).connect(RELAY_ONLY.query);
  await page.call('bob');

  // Who calls gathers candidates on every way there is.
  await eventually(`an allocation over TLS on port ${port}`, metrics, {
    until: (now) => now.sum('dialtone_turn_allocations_active', { transport: 'tls' }) > 0,
  });
});
