/** A call outlives the connection to the server. */

import assert from 'node:assert/strict';
import { Cuttable } from '../harness/cuttable.js';
import { DemoPage, talk } from '../harness/demo-page.js';
import { Dialtone } from '../harness/dialtone.js';
import { eventually } from '../harness/eventually.js';
import { Scene } from '../harness/scene.js';
import { hears } from '../harness/senses.js';

const scene = new Scene('resume');
const PHONE = '.tile[data-self=false] video';
const TEST_TONE = 1000;
let server;
let way;
let alice;
let bob;

scene.before(async () => {
  server = scene.owns(await Dialtone.start());
  way = scene.owns(await Cuttable.to(server.url));
  alice = new DemoPage(await scene.visitor('alice', { tone: 1000 }), way.url);
  bob = new DemoPage(await scene.visitor('bob', { tone: 600 }), server.url);
  alice.visitor.expectError(/WebSocket|ERR_CONNECTION|ERR_EMPTY|ERR_SOCKET|Failed to load/);
});

async function sessions(state) {
  return (await server.metrics()).sum('dialtone_signaling_sessions', { state });
}

async function resumed() {
  return (await server.metrics()).sum('dialtone_signaling_resumes_total', { result: 'recovered' });
}

/** Cuts the way of the first, does something, and waits until the first has resumed. */
async function without(body) {
  const before = await resumed();
  way.cut();
  await eventually('the session is away', () => sessions('away'), { until: (count) => count === 1 });
  await body();
  way.mend();
  await eventually('the session is resumed', resumed, { until: (count) => count === before + 1 });
  await alice.shows('#signaling[data-state=connected]');
}

scene.test('two people go on talking while one has no connection, and hang up afterwards', async () => {
  await talk(alice, bob, { kind: 'audio' });

  await without(async () => {
    await hears(alice.page, alice.videoOf(bob), bob.visitor.tone);
    await hears(bob.page, bob.videoOf(alice), alice.visitor.tone);
  });

  await hears(bob.page, bob.videoOf(alice), alice.visitor.tone);
  assert.ok(await alice.page.$('#call[data-state=connected]'), "alice's call is still there");
  assert.ok(await bob.page.$('#call[data-state=connected]'), "bob's call is still there");
  await alice.hangUp();
  await bob.says('body', /hung up/);
});

scene.test('an end that came meanwhile is told afterwards', async () => {
  await talk(alice, bob, { kind: 'audio' });

  await without(() => bob.hangUp());

  await alice.says('body', /hung up/);
});

scene.test('a call to a phone goes on', async () => {
  await alice.connect();
  await alice.call('601', 'audio');
  await alice.inCall();

  await without(() => hears(alice.page, PHONE, TEST_TONE));

  await hears(alice.page, PHONE, TEST_TONE);
  await alice.hangUp();
});
