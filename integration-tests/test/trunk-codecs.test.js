/** Every codec of browsers with every codec of phones: each side has the other's tone, whether packets are lost or not. */

import assert from 'node:assert/strict';
import { Baresip } from '../harness/baresip.js';
import { eventually } from '../harness/eventually.js';
import { Loss } from '../harness/loss.js';
import { withoutNetworks } from '../harness/networks.js';
import { dialAll, hangUpAll, heardOnPage, preparePageCalls } from '../harness/page-calls.js';
import { PhoneServer } from '../harness/phone-server.js';
import { freePort } from '../harness/ports.js';
import { endOf, toneShare } from '../harness/recording.js';
import { Scene } from '../harness/scene.js';

const BROWSER_CODECS = ['opus', 'PCMU', 'PCMA', 'G722'];
/**
 * Of each phone: its number, its codec, what it plays and what it is told, in hertz. A packet of 20 ms has no whole
 * number of waves, so that one that is missing is heard.
 */
const PHONES = [
  { number: '7001', codec: 'PCMU/8000/1', plays: 1125, hears: 525 },
  { number: '7002', codec: 'PCMA/8000/1', plays: 1325, hears: 625 },
  { number: '7003', codec: 'G722/16000/1', plays: 1525, hears: 725 },
  { number: '7004', codec: 'opus/48000/2', plays: 1725, hears: 825 },
];
const LISTEN_SECONDS = 1;
const LOSS_PERCENT = 5;
/** Of a second's packets of four calls, on both their ways: what must be lost until what is heard is what is left of them. */
const LOST_PACKETS = 80;
/** The share of the sound that is the tone. */
const WHOLE = 0.9;
const WITH_LOSS = 0.6;

const scene = new Scene('trunk-codecs', ['chromium', 'baresip', 'nft'], withoutNetworks());
const phones = [];
let server;
let page;

const nameOf = (codec) => codec.split('/')[0].toLowerCase();

scene.before(async () => {
  const ports = [];
  for (const _ of PHONES) {
    ports.push(await freePort());
  }
  const trunks = PHONES.map(({ codec }, i) => [nameOf(codec), { host: `127.0.0.1:${ports[i]}`, transport: 'udp' }]);
  const plan = PHONES.map(({ number, codec }) => `${number} -> ${nameOf(codec)}`);
  const account = ({ number, codec }, port) => `<sip:${number}@127.0.0.1:${port}>;regint=0;answermode=auto;audio_codecs=${codec}`;
  const starts = PHONES.map(async (phone, i) => {
    const started = Baresip.start({ sipPort: ports[i], tone: phone.plays, accounts: () => [account(phone, ports[i])] });
    phones[i] = scene.owns(await started);
  });
  const begin = async () => {
    server = scene.owns(await PhoneServer.start(Object.fromEntries(trunks), { sip: { 'dial-plan': plan } }));
  };
  await Promise.all([begin(), ...starts]);
  ({ page } = await scene.visitor('alice', { tone: 600 }));
  await preparePageCalls(page, server.url);
});

/** The tone's share of what each side of each call has heard last, by the phone's codec. */
async function shares() {
  const onPage = await heardOnPage(page);
  return Object.fromEntries(
    PHONES.map(({ codec, plays, hears }, i) => {
      const atPhone = toneShare(endOf(phones[i].hearing, LISTEN_SECONDS), hears);
      return [nameOf(codec), { atBrowser: toneShare(onPage[i], plays), atPhone }];
    }),
  );
}

async function hearEachOther(what, least) {
  const all = await eventually(what, shares, {
    until: (found) => Object.values(found).every(({ atBrowser, atPhone }) => atBrowser >= least && atPhone >= least),
  });
  const told = Object.entries(all).map(([name, { atBrowser, atPhone }]) => `${name} ${atBrowser.toFixed(2)}/${atPhone.toFixed(2)}`);
  return `${what}, browser/phone: ${told.join(', ')}`;
}

for (const codec of BROWSER_CODECS) {
  scene.test(`${codec} in the browser, with each codec at the phone`, async (context) => {
    phones.forEach((phone) => phone.forget());
    const dialed = PHONES.map(({ number, hears }) => ({ number, tone: hears }));
    await dialAll(page, await server.dialtone.ticket('alice'), `audio/${codec}`, dialed);

    context.diagnostic(await hearEachOther('the share of the tone', WHOLE));
    const loss = await Loss.of(LOSS_PERCENT, phones.map(({ sipPort }) => sipPort).concat(server.sipPort));
    try {
      await eventually('packets are lost', () => loss.lost(), { until: (lost) => lost >= LOST_PACKETS });
      context.diagnostic(await hearEachOther(`the share of the tone with ${LOSS_PERCENT} % loss`, WITH_LOSS));
    } finally {
      await loss.stop();
    }
    await hangUpAll(page);

    const ofThese = ({ browserCodec }) => browserCodec?.toLowerCase() === codec.toLowerCase();
    const records = await eventually('the records of the calls', async () => (await server.records()).filter(ofThese), {
      until: ({ length }) => length === PHONES.length,
    });
    const spoken = records.map(({ phoneCodec }) => phoneCodec.toLowerCase()).sort();
    assert.deepEqual(spoken, PHONES.map((phone) => nameOf(phone.codec)).sort());
  });
}
