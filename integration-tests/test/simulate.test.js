/** Failures as the demo page makes them, in real calls: what the SDK does about each, and for how long nothing is heard. */

import assert from 'node:assert/strict';
import { DemoPage, talk } from '../harness/demo-page.js';
import { Dialtone } from '../harness/dialtone.js';
import { eventually } from '../harness/eventually.js';
import { Scene } from '../harness/scene.js';
import { hears, hearsNothing, pathsOf, timesSilence } from '../harness/senses.js';

const scene = new Scene('simulate', ['chromium', 'firefox-esr']);
/** What a busy machine swallows, and no more. */
const SILENCE_SECONDS = 1.5;
const PATIENT_MS = 60_000;
let people;

scene.before(async () => {
  const server = scene.owns(await Dialtone.start());
  const arrive = async (name, options) => new DemoPage(await scene.visitor(name, options), server.url);
  people = {
    alice: await arrive('alice', { tone: 1000 }),
    bob: await arrive('bob', { tone: 600 }),
    fox: await arrive('fox', { tone: 700, browser: 'firefox' }),
  };
});

/** A call, in which the one that fails has its drawer open. */
async function inCall(name) {
  const near = people[name];
  const { bob } = people;
  await talk(near, bob, { kind: 'audio' });
  await hears(bob.page, bob.videoOf(near), near.visitor.tone);
  await near.click('#failures-toggle');
  await near.shows('#failures-toggle[aria-expanded=true]');
  return { near, bob };
}

function fail(near, failure) {
  return near.click(`[data-failure=${failure}]`);
}

/** Does something to a call that nobody is to hear. */
async function unheard(context, { near, bob }, body) {
  const silence = await timesSilence(bob.page, bob.videoOf(near));
  await body();
  await hears(bob.page, bob.videoOf(near), near.visitor.tone);
  assert.ok(await near.page.$('#call[data-state=connected]'), 'the call is still there');
  const seconds = await silence();
  context.diagnostic(`the longest silence was ${seconds.toFixed(2)} s`);
  assert.ok(seconds < SILENCE_SECONDS, `${seconds} s of silence`);
}

/** Makes something go wrong that costs the connection, and waits until there is another one. */
async function reconnects(near, failure, transport) {
  const back = () =>
    near.page.$$eval('.failures-log li', (lines) => lines.filter(({ textContent }) => /: connected/.test(textContent)).length);
  const before = await back();
  await fail(near, failure);
  await eventually('it is connected again', back, { until: (now) => now > before, within: PATIENT_MS });
  await near.shows(`#signaling[data-state=connected][data-transport=${transport}]`);
}

for (const name of ['alice', 'fox']) {
  scene.test(`${name}'s call goes on without a connection, without WebSockets and without streams`, async (context) => {
    const call = await inCall(name);
    const { near } = call;

    await unheard(context, call, async () => {
      await reconnects(near, 'connection-lost', 'websocket');
      await reconnects(near, 'websocket-blocked', 'sse');
      await reconnects(near, 'streams-blocked', 'poll');
    });

    assert.ok(await near.page.$('[data-failure=streams-blocked][aria-pressed=true]'), 'it is shown as pressed');
    await near.hangUp();
    await near.shows('#failures[hidden]');
  });

  scene.test(`${name}'s page notices a connection that has died, and a ticket that has expired`, async (context) => {
    const call = await inCall(name);
    const { near } = call;

    await unheard(context, call, async () => {
      await reconnects(near, 'connection-dead', 'websocket');
      await reconnects(near, 'ticket-expired', 'websocket');
    });

    await near.hangUp();
  });

  scene.test(`${name} sends nothing for a while`, async () => {
    const { near, bob } = await inCall(name);

    await fail(near, 'media-stopped');
    await hearsNothing(bob.page, bob.videoOf(near));
    await fail(near, 'media-stopped');

    await hears(bob.page, bob.videoOf(near), near.visitor.tone);
    await near.hangUp();
  });
}

scene.test('the network changes: the media takes a new way, and few notice', async (context) => {
  const call = await inCall('alice');
  const { near } = call;
  const ufrag = async () => (await pathsOf(near.page))[0].ufrag;
  const before = await ufrag();

  await unheard(context, call, async () => {
    await reconnects(near, 'network-changed', 'websocket');
    await eventually('ICE is restarted', ufrag, { until: (now) => now !== before, within: PATIENT_MS });
  });

  await near.hangUp();
});

scene.test('a slow network and lost devices leave the call', async () => {
  const { near, bob } = await inCall('alice');

  await fail(near, 'slow-network');
  await fail(near, 'device-lost');
  await hears(bob.page, bob.videoOf(near), near.visitor.tone);
  await bob.hangUp();

  await near.says('body', /hung up/);
});

for (const failure of ['session-forgotten', 'server-stopped']) {
  scene.test(`${failure}: the call ends on both sides, and the page connects again`, async () => {
    const { near, bob } = await inCall('alice');

    await fail(near, failure);

    await near.shows('#ended:not([hidden])');
    await bob.shows('#ended:not([hidden])');
    await near.shows('#signaling[data-state=connected]', PATIENT_MS);
  });
}

scene.test('the drawer is opened and closed by keys, and gives the focus back', async () => {
  const { near } = await inCall('alice');
  const focused = () => near.page.evaluate(() => document.activeElement?.id);

  assert.equal(await focused(), 'failures-close');
  await near.page.keyboard.press('Escape');
  await near.shows('#failures[hidden]');
  assert.equal(await focused(), 'failures-toggle');
  await near.page.keyboard.press('f');
  await near.shows('#failures:not([hidden])');
  await near.hangUp();
});
