/** A carrier that we did not write, Kamailio: Dialtone registers with it, and calls go through it both ways. */

import { Baresip } from '../harness/baresip.js';
import { DemoPage } from '../harness/demo-page.js';
import { eventually } from '../harness/eventually.js';
import { Kamailio } from '../harness/kamailio.js';
import { PhoneServer } from '../harness/phone-server.js';
import { records } from '../harness/recording.js';
import { Scene } from '../harness/scene.js';
import { hears } from '../harness/senses.js';

const PHONE = '.tile[data-self=false] video';
const PHONE_TONE = 1400;
const PASSWORD = 'a-secret-of-the-tests';
/** A number at which two phones are registered. */
const SHARED = '7700';
const OTHER_TONE = 1000;
/** Dialtone's numbers at the carrier and the phone's, by transport. */
const LINES = { udp: { ours: '4930123456', phone: '7500' }, tcp: { ours: '4930123457', phone: '7600' } };

const scene = new Scene('trunk-kamailio', ['chromium', 'baresip', 'kamailio']);
let carrier;
let server;
let phone;
/** Rings at {@link SHARED} until somebody answers it. */
let quietPhone;
let alice;

scene.before(async () => {
  const numbers = Object.values(LINES).flatMap(({ ours, phone: theirs }) => [ours, theirs]).concat(SHARED);
  carrier = scene.owns(await Kamailio.start(Object.fromEntries(numbers.map((number) => [number, PASSWORD]))));
  const host = `127.0.0.1:${carrier.port}`;
  const trunk = (transport, password = PASSWORD) => {
    const { ours } = LINES[transport];
    return { host, transport, username: ours, password, register: true, numbers: { [ours]: 'user:alice' } };
  };
  const trunks = { udp: trunk('udp'), tcp: trunk('tcp'), wrong: { ...trunk('udp', 'not-the-password'), numbers: {} } };
  const plan = ['75XX -> udp', '76XX -> tcp', '77XX -> udp'];
  server = scene.owns(await PhoneServer.start(trunks, { sip: { 'dial-plan': plan } }));
  const account = (number, transport, mode = 'auto') =>
    `<sip:${number}@${host};transport=${transport}>;auth_pass=${PASSWORD};regint=300;answermode=${mode};` +
    'audio_codecs=PCMU/8000/1';
  const own = Object.entries(LINES).map(([transport, { phone: number }]) => account(number, transport));
  phone = scene.owns(await Baresip.start({ tone: PHONE_TONE, accounts: () => [...own, account(SHARED, 'udp')] }));
  const quiet = { tone: OTHER_TONE, accounts: () => [account(SHARED, 'udp', 'manual')] };
  quietPhone = scene.owns(await Baresip.start(quiet));
  for (const { phone: number } of [...Object.values(LINES), { phone: SHARED }]) {
    await phone.program.prints(new RegExp(`${number}@.*200 OK`));
  }
  await quietPhone.program.prints(new RegExp(`${SHARED}@.*200 OK`));
  alice = new DemoPage(await scene.visitor('alice', { tone: 600 }), server.url);
});

async function trunkStates() {
  const { trunks } = await (await fetch(new URL('/v1/trunks', server.dialtone.adminUrl))).json();
  return Object.fromEntries(trunks.map(({ name, up }) => [name, up]));
}

async function hearEachOther() {
  await hears(alice.page, PHONE, PHONE_TONE);
  await records(() => phone.hearing, alice.visitor.tone);
}

scene.test('trunks are up that are registered, and down with a wrong password', async () => {
  await eventually('the states of the trunks', trunkStates, {
    until: ({ udp, tcp, wrong }) => udp === true && tcp === true && wrong === false,
  });
});

for (const [transport, { ours, phone: theirs }] of Object.entries(LINES)) {
  scene.test(`a browser calls a phone through the carrier, over ${transport}`, async () => {
    phone.forget();
    await alice.connect();
    await alice.call(theirs, 'audio');
    await alice.inCall();

    await hearEachOther();
    await alice.hangUp();
    await phone.tells('CALL_CLOSED');
  });

  scene.test(`a phone calls a browser through the carrier, over ${transport}`, async () => {
    phone.forget();
    await alice.connect();
    phone.command('dial', `sip:${ours}@127.0.0.1:${carrier.port};transport=${transport}`);
    await alice.answer('audio');
    await alice.inCall();

    await hearEachOther();
    phone.command('hangup');
    await alice.shows('#call[data-state=ended][data-reason=hangup]');
  });
}

scene.test('the carrier lets two phones ring: one answers and is heard, the other one stops ringing', async () => {
  phone.forget();
  quietPhone.forget();
  await alice.connect();
  await alice.call(SHARED, 'audio');
  await alice.inCall();

  await hearEachOther();
  await quietPhone.tells('CALL_INCOMING');
  await quietPhone.tells('CALL_CLOSED');
  await alice.hangUp();
  await phone.tells('CALL_CLOSED');
});
