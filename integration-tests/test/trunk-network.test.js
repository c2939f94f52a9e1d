/** The browser's device changes its network in a call, and with it its address: the call goes on by itself. */

import assert from 'node:assert/strict';
import { Cuttable } from '../harness/cuttable.js';
import { DemoPage } from '../harness/demo-page.js';
import { eventually } from '../harness/eventually.js';
import { Networks, REACHABLE, withoutNetworks } from '../harness/networks.js';
import { PhoneServer } from '../harness/phone-server.js';
import { freePort } from '../harness/ports.js';
import { Scene } from '../harness/scene.js';
import { hears, pathsOf, timesSilence } from '../harness/senses.js';
import { SipPhone } from '../harness/sip-phone.js';

const OTHER = '.tile[data-self=false] video';
const PHONE_TONE = 1400;
/** Between a dead connection and the word of the browser's that it is: longer than of other waits. */
const BACK_MS = 60_000;

const scene = new Scene('trunk-network', ['chromium', 'unshare', 'nsenter', 'ip'], withoutNetworks());
let networks;
let server;
let phone;
let alice;
let bob;

scene.before(async () => {
  networks = scene.owns(await Networks.open());
  phone = scene.owns(await SipPhone.open('7000', PHONE_TONE));
  const trunks = { desk: { host: phone.host, transport: 'udp' } };
  const sip = { 'media-listen': `${REACHABLE}:${await freePort()}` };
  const port = await freePort();
  const secure = `http://${REACHABLE}:${port}`;
  server = scene.owns(await PhoneServer.start(trunks, { sip, signaling: { 'allowed-origins': [secure] } }));
  // Without keys for tickets the server is for this machine only; the device has a way to it.
  const way = scene.owns(await Cuttable.to(server.url, { host: REACHABLE, port }));
  alice = new DemoPage(await scene.visitor('alice', { tone: 600, device: networks, secure }), way.url);
  alice.visitor.expectError(/ERR_NETWORK_CHANGED|ERR_INTERNET_DISCONNECTED|ERR_CONNECTION|WebSocket/);
  bob = new DemoPage(await scene.visitor('bob', { tone: 800, secure }), way.url);
});

/** The address that the browser's media comes from. */
async function usedAddress() {
  const [path] = await pathsOf(alice.page);
  return path?.address;
}

/** Changes the network, and waits until the media comes from there. */
async function changeNetwork() {
  const before = await usedAddress();
  await networks.change();
  await eventually('media comes from the other network', usedAddress, {
    until: (address) => address && address !== before,
    within: BACK_MS,
  });
}

scene.test('a phone call goes on in the other network: both hear each other again, and the phone is asked nothing', async (context) => {
  await alice.connect();
  await alice.call('7000', 'audio');
  await alice.inCall();
  await hears(alice.page, OTHER, PHONE_TONE);
  await phone.hears(alice.visitor.tone);
  const silence = await timesSilence(alice.page, OTHER);
  phone.listenAnew();

  await changeNetwork();
  await hears(alice.page, OTHER, PHONE_TONE);
  await phone.hears(alice.visitor.tone);

  const told = (seconds) => `${seconds.toFixed(1)} s`;
  context.diagnostic(`silence: ${told(await silence())} at the browser, ${told(phone.longestSilence)} at the phone`);
  assert.deepEqual([...phone.requests], ['1 INVITE', '1 ACK'], 'what the phone was asked');
  await alice.inCall();
  await alice.hangUp();
  await eventually('the phone is hung up on', () => phone.requests.has('2 BYE'));
});

scene.test('a call between browsers goes on in the other network', async (context) => {
  await Promise.all([alice.connect(), bob.connect()]);
  await alice.call('bob', 'audio');
  await bob.answer('audio');
  await Promise.all([alice.inCall(), bob.inCall()]);
  await hears(alice.page, OTHER, bob.visitor.tone);
  await hears(bob.page, OTHER, alice.visitor.tone);
  const silence = await timesSilence(bob.page, OTHER);

  await changeNetwork();
  await hears(alice.page, OTHER, bob.visitor.tone);
  await hears(bob.page, OTHER, alice.visitor.tone);

  context.diagnostic(`silence: ${(await silence()).toFixed(1)} s at the other browser`);
  await alice.hangUp();
});
