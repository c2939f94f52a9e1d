/** Somebody dials the test numbers: over real SIP and RTP, answered inside the process. */

import assert from 'node:assert/strict';
import { DemoPage } from '../harness/demo-page.js';
import { Dialtone } from '../harness/dialtone.js';
import { Scene } from '../harness/scene.js';
import { hears, hearsNothing } from '../harness/senses.js';

const scene = new Scene('phone');
const PHONE = '.tile[data-self=false] video';
const TEST_TONE = 1000;
const BEEP = 880;
let server;
let alice;

scene.before(async () => {
  server = scene.owns(await Dialtone.start());
  alice = new DemoPage(await scene.visitor('alice', { tone: 600 }), server.url);
});

/** Dials a number and waits until it is answered. @param {string} number */
async function dial(number) {
  await alice.connect();
  await alice.call(number, 'audio');
  await alice.inCall();
}

scene.test('600 lets the caller hear itself', async () => {
  await dial('600');

  await hears(alice.page, PHONE, alice.visitor.tone);
});

scene.test('a call begins before it is answered: the answer has what the page has chosen', async () => {
  await alice.connect();
  // What that needs is loaded when the page has time.
  await alice.page.waitForFunction(() =>
    performance.getEntriesByType('resource').some(({ name }) => name.endsWith('/sdk/ahead.js')),
  );
  await alice.page.evaluate(() => import('/sdk/ahead.js'));

  await alice.call('600', 'audio');
  await alice.inCall();
  await hears(alice.page, PHONE, alice.visitor.tone);

  const answer = await alice.page.evaluate(() => window.connectionsOfThisPage.at(-1).currentRemoteDescription.sdp);

  assert.match(answer, /^a=ice-ufrag:ahead/m);
});

scene.test('the metrics know how long the way to the first sound took', async () => {
  const count = async (stage) =>
    (await server.metrics()).sum('dialtone_call_setup_seconds_count', { kind: 'tel', stage });
  const stages = ['ice', 'dtls', 'first_media'];
  const before = await Promise.all(stages.map(count));

  await dial('600');
  await hears(alice.page, PHONE, alice.visitor.tone);

  assert.deepEqual(await Promise.all(stages.map(count)), before.map((calls) => calls + 1));
});

scene.test('601 is a tone', async () => {
  await dial('601');

  await hears(alice.page, PHONE, TEST_TONE);
});

scene.test('the echo of a muted microphone is silence, and comes back', async () => {
  await dial('600');
  await hears(alice.page, PHONE, alice.visitor.tone);

  await alice.click('#mute');
  await hearsNothing(alice.page, PHONE);
  await alice.click('#mute');
  await hears(alice.page, PHONE, alice.visitor.tone);
});

scene.test('602 hears the keys that are pressed, and hangs up at the hash', async () => {
  await dial('602');
  await alice.click('#keys-toggle');

  await alice.click('#keys-pad [data-key="0"]'); // is answered by ten beeps
  await hears(alice.page, PHONE, BEEP);
  await alice.page.keyboard.press('5');
  await alice.says('#keys-sent', /^05$/);
  await alice.click('#keys-pad [data-key="#"]');

  await alice.shows('#call[data-state=ended][data-reason=hangup]');
});

scene.test('a call on hold goes on when it is resumed', async () => {
  await dial('600');
  await hears(alice.page, PHONE, alice.visitor.tone);

  await alice.click('#hold');
  await alice.says('#call-status', /On hold/);
  await alice.click('#hold');

  await alice.says('#call-status', /In a call/);
  await hears(alice.page, PHONE, alice.visitor.tone);
});

scene.test('a number from the keypad is called, remembered and called again', async () => {
  await alice.connect();
  await alice.click('#dial-pad-toggle');
  for (const key of '601') {
    await alice.click(`#dial-pad [data-key="${key}"]`);
  }
  await alice.click('#dial');
  await alice.inCall();
  await alice.hangUp();
  await alice.click('#ended-close');

  await alice.says('#recent-list', /601\s+Called/);
  await alice.click('#recent-list [data-address="tel:601"]');
  await alice.inCall();

  await hears(alice.page, PHONE, TEST_TONE);
});

scene.test('a number that no trunk takes is told in words', async () => {
  await alice.connect();
  await alice.call('+1 555 0100', 'audio');

  await alice.says('body', /No trunk takes calls to '\+15550100'/);
});
