/** Phones that we did not write over TLS, with keys of their media in the SDP: baresip called and calling, linphonec calling. */

import assert from 'node:assert/strict';
import { Baresip } from '../harness/baresip.js';
import { Certificate } from '../harness/certificate.js';
import { DemoPage } from '../harness/demo-page.js';
import { Linphone } from '../harness/linphone.js';
import { NUMBER_OF_ALICE, PhoneServer } from '../harness/phone-server.js';
import { freePort } from '../harness/ports.js';
import { records } from '../harness/recording.js';
import { Scene } from '../harness/scene.js';
import { hears } from '../harness/senses.js';

const PHONE = '.tile[data-self=false] video';
const BARESIP_TONE = 1400;
const LINPHONE_TONE = 1000;

const scene = new Scene('trunk-tls', ['chromium', 'baresip', 'linphonec', 'openssl']);
let server;
let baresip;
let linphone;
let alice;
let tlsPort;

scene.before(async () => {
  const certificate = scene.owns(await Certificate.make());
  tlsPort = await freePort();
  const sipPort = await freePort();
  const trunk = { host: `127.0.0.1:${sipPort + 1}`, transport: 'tls', srtp: 'require', numbers: { [NUMBER_OF_ALICE]: 'user:alice' } };
  const tls = { listen: `127.0.0.1:${tlsPort}`, certificate: certificate.certificate, key: certificate.key };
  const account = `<sip:7001@127.0.0.1:${sipPort + 1};transport=tls>;regint=0;answermode=auto;audio_codecs=PCMU/8000/1;mediaenc=srtp-mand`;
  const env = { DIALTONE_JAVA_OPTIONS: `-Xmx256m ${await certificate.javaOptions()}` };
  server = scene.owns(await PhoneServer.start({ desk: trunk }, { sip: { tls }, env }));
  baresip = scene.owns(await Baresip.start({ sipPort, tone: BARESIP_TONE, accounts: () => [account], certificate }));
  linphone = scene.owns(await Linphone.start({ tone: LINPHONE_TONE, trusted: certificate }));
  alice = new DemoPage(await scene.visitor('alice', { tone: 600 }), server.url);
});

/** Of what is said in clear, nothing may be sound. */
function assertEncrypted(program) {
  assert.match(program.output, /^m=audio \d+ RTP\/SAVPF? /m);
  assert.match(program.output, /^a=crypto:/m);
  assert.doesNotMatch(program.output, /^m=audio \d+ RTP\/AVPF? /m);
}

scene.test('a browser calls a phone', async () => {
  await alice.connect();
  await alice.call('7001', 'audio');
  await alice.inCall();

  await hears(alice.page, PHONE, BARESIP_TONE);
  await records(() => baresip.hearing, alice.visitor.tone);
  await alice.hangUp();
  await baresip.tells('CALL_CLOSED');
  assertEncrypted(baresip.program);
});

scene.test('a phone calls a browser, and hangs up', async () => {
  baresip.forget();
  await alice.connect();
  baresip.command('dial', `sip:${NUMBER_OF_ALICE}@127.0.0.1:${tlsPort};transport=tls`);
  await alice.answer('audio');
  await alice.inCall();

  await hears(alice.page, PHONE, BARESIP_TONE);
  await records(() => baresip.hearing, alice.visitor.tone);
  baresip.command('hangup');

  await alice.shows('#call[data-state=ended][data-reason=hangup]');
});

scene.test('another phone, which believes the certificate, calls and hangs up', async () => {
  await alice.connect();
  linphone.command(`call sip:${NUMBER_OF_ALICE}@localhost:${tlsPort};transport=tls`);
  await alice.answer('audio');
  await alice.inCall();

  await hears(alice.page, PHONE, LINPHONE_TONE);
  await records(() => linphone.hearing, alice.visitor.tone);
  linphone.command('terminate');

  await alice.shows('#call[data-state=ended][data-reason=hangup]');
});

scene.test('a phone that calls and listens nowhere itself is hung up on', async () => {
  await alice.connect();
  linphone.command(`call sip:${NUMBER_OF_ALICE}@localhost:${tlsPort};transport=tls`);
  await alice.answer('audio');
  await alice.inCall();
  await hears(alice.page, PHONE, LINPHONE_TONE);

  await alice.hangUp();

  await linphone.tellsNoCall();
});
