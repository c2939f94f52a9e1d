/** Another phone that we did not write, linphonec, over TCP. */

import { DemoPage } from '../harness/demo-page.js';
import { Linphone } from '../harness/linphone.js';
import { NUMBER_OF_ALICE, PhoneServer } from '../harness/phone-server.js';
import { freePort } from '../harness/ports.js';
import { records, recordsOther } from '../harness/recording.js';
import { Scene } from '../harness/scene.js';
import { hears } from '../harness/senses.js';

const PHONE = '.tile[data-self=false] video';
const PHONE_TONE = 1400;

const scene = new Scene('trunk-linphone', ['chromium', 'linphonec']);
let server;
let phone;
let alice;

scene.before(async () => {
  const sipPort = await freePort();
  const trunk = { host: `127.0.0.1:${sipPort}`, transport: 'tcp', numbers: { [NUMBER_OF_ALICE]: 'user:alice' } };
  server = scene.owns(await PhoneServer.start({ desk: trunk }));
  phone = scene.owns(await Linphone.start({ tone: PHONE_TONE, sipPort }));
  alice = new DemoPage(await scene.visitor('alice', { tone: 600 }), server.url);
});

async function hearEachOther() {
  await hears(alice.page, PHONE, PHONE_TONE);
  await records(() => phone.hearing, alice.visitor.tone);
}

scene.test('a browser calls the phone; while it holds, the phone hears music', async () => {
  await alice.connect();
  await alice.call('7000', 'audio');
  await alice.inCall();
  await hearEachOther();

  await alice.click('#hold');
  await recordsOther(() => phone.hearing, alice.visitor.tone);
  await alice.click('#hold');

  await hearEachOther();
  await alice.hangUp();
});

scene.test('the phone calls a browser', async () => {
  await alice.connect();
  phone.command(`call sip:${NUMBER_OF_ALICE}@127.0.0.1:${server.sipPort};transport=tcp`);
  await alice.answer('audio');
  await alice.inCall();

  await hears(alice.page, PHONE, PHONE_TONE);
  phone.command('terminate');

  await alice.shows('#call[data-state=ended][data-reason=hangup]');
});
