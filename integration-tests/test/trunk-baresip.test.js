/** A phone that we did not write, baresip, behind a trunk: calls both ways, in all codecs that phones speak. */

import assert from 'node:assert/strict';
import { Baresip } from '../harness/baresip.js';
import { DemoPage } from '../harness/demo-page.js';
import { eventually } from '../harness/eventually.js';
import { NUMBER_OF_ALICE, PhoneServer } from '../harness/phone-server.js';
import { freePort } from '../harness/ports.js';
import { records } from '../harness/recording.js';
import { Scene } from '../harness/scene.js';
import { hears, hearsNothing } from '../harness/senses.js';

/** The numbers of one phone, each with a codec of its own. */
const CODECS = { 7001: 'PCMU/8000/1', 7002: 'PCMA/8000/1', 7003: 'G722/16000/1', 7004: 'opus/48000/2' };
const PHONE = '.tile[data-self=false] video';
const PHONE_TONE = 1400;
const NUMBER_OF_FOX = '+4930123457';

const scene = new Scene('trunk-baresip', ['chromium', 'firefox-esr', 'baresip']);
let server;
let phone;
let alice;
let fox;

scene.before(async () => {
  const sipPort = await freePort();
  const numbers = { [NUMBER_OF_ALICE]: 'user:alice', [NUMBER_OF_FOX]: 'user:fox' };
  const trunks = { desk: { host: `127.0.0.1:${sipPort}`, transport: 'udp', numbers } };
  server = scene.owns(await PhoneServer.start(trunks));
  const account = (number, codec) => `<sip:${number}@127.0.0.1:${sipPort}>;regint=0;answermode=auto;audio_codecs=${codec}`;
  const accounts = () => Object.entries(CODECS).map(([number, codec]) => account(number, codec));
  phone = scene.owns(await Baresip.start({ sipPort, tone: PHONE_TONE, accounts }));
  alice = new DemoPage(await scene.visitor('alice', { tone: 600 }), server.url);
  fox = new DemoPage(await scene.visitor('fox', { browser: 'firefox', tone: 800 }), server.url);
});

/** Somebody dials the phone, which answers. */
async function dial(caller, number) {
  phone.forget();
  await caller.connect();
  await caller.call(String(number), 'audio');
  await caller.inCall();
}

/** Both sides of a call have the other one's tone. */
async function hearEachOther(person) {
  await hears(person.page, PHONE, PHONE_TONE);
  await records(() => phone.hearing, person.visitor.tone);
}

/** The phone dials Alice, who answers. */
async function ringAlice() {
  phone.forget();
  await alice.connect();
  phone.command('dial', `sip:${NUMBER_OF_ALICE}@127.0.0.1:${server.sipPort}`);
  await alice.answer('audio');
  await alice.inCall();
}

async function hangUp(person) {
  await person.hangUp();
  await phone.tells('CALL_CLOSED');
}

for (const [number, codec] of Object.entries(CODECS)) {
  scene.test(`a call in ${codec.split('/')[0]}: both hear each other`, async () => {
    await dial(alice, number);

    await hearEachOther(alice);
    await hangUp(alice);

    const [record] = await eventually('the record of the call', () => server.records(), {
      until: ([newest]) => newest?.to === `tel:${number}`,
    });
    assert.equal(record.phoneCodec.toLowerCase(), codec.split('/')[0].toLowerCase());
    assert.equal(record.reason, 'hangup');
  });
}

scene.test('Firefox calls the phone', async () => {
  await dial(fox, 7001);

  await hearEachOther(fox);
  await hangUp(fox);
});

scene.test('the phone calls a browser, which shows who it is', async () => {
  phone.forget();
  await alice.connect();
  phone.command('dial', `sip:${NUMBER_OF_ALICE}@127.0.0.1:${server.sipPort}`);

  await alice.shows('#incoming[data-from="tel:7001"]');
  await alice.answer('audio');
  await hearEachOther(alice);
  phone.command('hangup');

  await alice.shows('#call[data-state=ended][data-reason=hangup]');
});

scene.test('the phone gives up before an answer: the browser stops ringing', async () => {
  phone.forget();
  await alice.connect();
  phone.command('dial', `sip:${NUMBER_OF_ALICE}@127.0.0.1:${server.sipPort}`);
  await alice.shows('#incoming:not([hidden])');

  phone.command('hangup');

  await alice.shows('#incoming[hidden]');
});

scene.test('a browser that declines: the phone is told', async () => {
  phone.forget();
  await alice.connect();
  phone.command('dial', `sip:${NUMBER_OF_ALICE}@127.0.0.1:${server.sipPort}`);
  await alice.click('#decline');

  const { param } = await phone.tells('CALL_CLOSED');
  assert.match(param, /^603|^486/);
});

scene.test('the phone holds, and plays nothing meanwhile: it is heard again when it resumes', async () => {
  await ringAlice();
  await hearEachOther(alice);

  phone.command('hold');
  await hearsNothing(alice.page, PHONE);
  phone.command('resume');

  await hears(alice.page, PHONE, PHONE_TONE);
  await hangUp(alice);
});

scene.test('the browser holds: the phone is told so, and hears the browser again later', async () => {
  await dial(alice, 7001);
  await hearEachOther(alice);

  await alice.click('#hold');
  await phone.program.prints(/^a=recvonly/m);
  await alice.click('#hold');

  await hears(alice.page, PHONE, PHONE_TONE);
  await hangUp(alice);
});

scene.test('keys that the browser presses arrive at the phone', async () => {
  await dial(alice, 7001);
  await hears(alice.page, PHONE, PHONE_TONE);

  await alice.click('#keys-toggle');
  for (const key of '59#') {
    await alice.click(`#keys-pad [data-key="${key}"]`);
  }

  for (const key of '59#') {
    await eventually(`the phone hears the key ${key}`, () => phone.program.output.includes(`received event: '${key}'`));
  }
  await hangUp(alice);
});

scene.test('the phone transfers the browser to another phone', async () => {
  await dial(alice, 7001);
  await hears(alice.page, PHONE, PHONE_TONE);
  phone.forget();

  phone.command('transfer', `sip:7003@127.0.0.1:${server.sipPort}`);

  const { accountaor } = await phone.tells('CALL_ESTABLISHED');
  assert.match(accountaor, /7003/);
  await hearEachOther(alice);
  await hangUp(alice);
});

scene.test('the phone transfers the browser to another browser', async () => {
  await fox.connect();
  await dial(alice, 7001);
  await hears(alice.page, PHONE, PHONE_TONE);

  phone.command('transfer', `sip:${NUMBER_OF_FOX}@127.0.0.1:${server.sipPort}`);
  await fox.answer('audio');

  await hears(alice.page, PHONE, fox.visitor.tone);
  await hears(fox.page, PHONE, alice.visitor.tone);
});
