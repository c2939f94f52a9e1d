import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import { Dialtone } from '../sdk/dialtone.js';
import { FakePeerConnection, installBrowser, settle, until } from './fake-browser.js';
import { FakeServer, Refusal } from './fake-server.js';

const BOB = { address: 'user:bob', name: 'Bob' };
const PHONE = { address: 'tel:+15551234567' };
const OFFER = { type: 'offer', sdp: 'a=ice-ufrag:bob1\nm=audio sendrecv' };
const ANSWER = { type: 'answer', sdp: 'a=ice-ufrag:bob1\nm=audio sendrecv' };
const denied = new DOMException('no', 'NotAllowedError');

let server;
let browser;
let client;

beforeEach(() => {
  browser = installBrowser();
  mock.timers.enable({ apis: ['setTimeout'] });
  server = new FakeServer().install();
  client = new Dialtone({ url: 'https://gw.example.com', token: 't', logger: { debug() {}, warn() {} } });
});
afterEach(async () => {
  await client.close();
  mock.timers.reset();
});

const connection = () => FakePeerConnection.all.at(-1);

async function dialed(options) {
  const call = client.dial('bob', options);
  call.states = [];
  call.addEventListener('statechange', ({ state }) => call.states.push(state));
  await until(() => call.id !== '' || call.state === 'ended');
  return call;
}

async function answered(options) {
  const call = await dialed(options);
  server.send('call.ringing', { call: call.id });
  server.send('call.answered', { call: call.id, by: BOB, answer: ANSWER });
  await settle();
  connection().become('connected');
  return call;
}

async function incoming() {
  let call;
  client.addEventListener('incomingcall', (event) => (call = event.call));
  await client.connect();
  server.send('call.incoming', { call: 'c_7', from: BOB, media: { audio: true, video: false }, offer: OFFER });
  return call;
}

describe('a call somebody makes', () => {
  it('goes through its states, and is told who answered', async () => {
    const call = await answered({ ringSeconds: 20 });
    await call.answered;

    assert.deepEqual(call.states, ['ringing', 'connecting', 'connected']);
    assert.equal(call.direction, 'outbound');
    assert.equal(call.remote.name, 'Bob');
    const { to, media, ringSeconds } = server.asked('call.invite')[0].params;
    assert.deepEqual({ to, media, ringSeconds }, { to: 'user:bob', media: { audio: true, video: false }, ringSeconds: 20 });
    assert.deepEqual(call.remoteStream.getTracks().map(({ kind }) => kind), ['audio']);
  });

  it('tells a phone network what else it is to know', async () => {
    await answered({ headers: { 'X-Order': '4711' } });

    assert.deepEqual(server.asked('call.invite')[0].params.headers, { 'X-Order': '4711' });
  });

  it('is in the list of calls until it is over', async () => {
    const call = await answered();
    assert.deepEqual([...client.calls], [call]);

    await call.hangup();

    assert.deepEqual([...client.calls], []);
    assert.equal(call.endReason, 'hangup');
    assert.equal(await call.ended, 'hangup');
    assert.equal(call.endMessage, 'You hung up.');
    assert.equal(server.asked('call.hangup').length, 1);
  });

  it('ends with the reason and the words of the server', async () => {
    const call = await dialed();

    server.send('call.ended', { call: call.id, reason: 'busy', message: 'The other side is busy.' });

    await assert.rejects(call.answered, { code: 'call/busy', message: 'The other side is busy.' });
    assert.equal(await call.ended, 'busy');
    assert.equal(call.endMessage, 'The other side is busy.');
    assert.equal(server.asked('call.hangup').length, 0);
  });

  it('lets the caller hear what the phone network plays before somebody answers', async () => {
    const call = await dialed();
    server.send('call.progress', { call: call.id, answer: ANSWER });
    await settle();
    connection().become('connected');

    assert.equal(call.state, 'dialing');
    assert.deepEqual(call.remoteStream.getTracks().map(({ kind }) => kind), ['audio']);
    assert.equal(call.startedAt, undefined);
    server.send('call.ringing', { call: call.id });
    server.send('call.answered', { call: call.id, by: PHONE });
    await call.answered;

    assert.deepEqual(call.states, ['ringing', 'connecting', 'connected']);
    assert.ok(call.startedAt);
  });

  it('waits for the media when it is answered while that is still on its way', async () => {
    const call = await dialed();
    server.send('call.progress', { call: call.id, answer: ANSWER });
    server.send('call.answered', { call: call.id, by: PHONE });
    await settle();
    assert.equal(call.state, 'connecting');

    connection().become('connected');

    assert.equal(call.state, 'connected');
  });

  it('can be given up while the phone network plays something', async () => {
    const call = await dialed();
    server.send('call.progress', { call: call.id, answer: ANSWER });
    await settle();
    connection().become('connected');

    await call.hangup();

    assert.equal(call.endReason, 'cancelled');
  });

  it('gets a picture while the phone network plays something', async () => {
    const call = await dialed();
    server.send('call.progress', { call: call.id, answer: ANSWER });
    await settle();

    await call.setCamera(true);
    await settle();

    assert.match(server.asked('call.describe')[0].params.description.sdp, /m=video sendrecv/);
  });

  it('ends when the media finds no way before somebody answers', async () => {
    const call = await dialed();
    server.send('call.progress', { call: call.id, answer: ANSWER });
    await settle();
    connection().become('failed');
    for (const waitMs of [0, 8_000, 8_000, 8_000]) {
      mock.timers.tick(waitMs);
      await settle();
    }

    assert.equal(await call.ended, 'media-failed');
  });

  it('ends with the cause that the phone network tells', async () => {
    const call = await dialed();
    const sip = { code: 486, text: 'Busy Here' };

    server.send('call.ended', { call: call.id, reason: 'busy', message: 'The line is busy.', sip });

    assert.equal(await call.ended, 'busy');
    assert.deepEqual(call.endCause, sip);
  });

  it('says that nobody is there', async () => {
    server.on('call.invite', new Refusal('call/not-found', { message: 'Nobody is connected as user:bob.', retryable: true }));

    const call = await dialed();

    assert.equal(await call.ended, 'not-found');
    assert.equal(call.endMessage, 'Nobody is connected as user:bob.');
    assert.equal(call.error.retryable, true);
  });

  it('says what to do when the microphone is not allowed, and calls nobody', async () => {
    browser.mediaDevices.failures.audio = denied;

    const call = await dialed();

    assert.equal(await call.ended, 'failed');
    await assert.rejects(call.answered, { code: 'media/permission-denied', action: 'fix-permissions' });
    assert.match(call.endMessage, /microphone.*Allow it/);
    assert.equal(server.asked('call.invite').length, 0);
  });

  it('goes without a picture when there is no camera, and says so', async () => {
    browser.mediaDevices.failures.video = new DOMException('none', 'NotFoundError');
    const call = client.dial('bob', { video: true });
    const errors = [];
    call.addEventListener('error', ({ error }) => errors.push(error.code));
    await until(() => call.id !== '');

    assert.deepEqual(errors, ['media/device-not-found']);
    assert.deepEqual(server.asked('call.invite')[0].params.media, { audio: true, video: false });
    assert.equal(call.cameraOff, true);
  });

  it('cannot be made from an insecure page, and says how it can', async () => {
    globalThis.isSecureContext = false;

    const call = await dialed();

    assert.equal(call.error.code, 'media/insecure-page');
    assert.equal(call.error.action, 'use-https');
    assert.match(call.endMessage, /https:\/\//);
  });

  it('cannot be made in a browser without WebRTC', async () => {
    globalThis.RTCPeerConnection = undefined;

    const call = await dialed();

    assert.equal(call.error.code, 'browser/unsupported');
  });

  it('is taken back when it is hung up before the server has heard of it', async () => {
    let invited;
    server.on('call.invite', () => new Promise((resolve) => (invited = () => resolve({ call: 'c_1' }))));
    const call = client.dial('bob');
    await until(() => invited);

    await call.hangup();
    assert.equal(call.endReason, 'cancelled');
    assert.equal(server.asked('call.hangup').length, 0);
    invited();
    await settle();

    assert.deepEqual(server.asked('call.hangup')[0].params, { call: 'c_1' });
  });

  it('stops the microphone that opens after it was hung up', async () => {
    let open;
    const { getUserMedia } = browser.mediaDevices;
    browser.mediaDevices.getUserMedia = async (constraints) => {
      await new Promise((resolve) => (open = resolve));
      return getUserMedia(constraints);
    };
    const call = client.dial('bob');
    await until(() => open);

    await call.hangup();
    open();
    await settle();

    assert.deepEqual(browser.mediaDevices.opened.map(({ readyState }) => readyState), ['ended']);
    assert.equal(FakePeerConnection.all.length, 0);
  });

  it('is hung up by an AbortSignal', async () => {
    const controller = new AbortController();
    const call = await dialed({ signal: controller.signal });

    controller.abort();

    assert.equal(await call.ended, 'cancelled');
  });

  it('sends candidates only when the server knows the call, and then at once', async () => {
    let invited;
    server.on('call.invite', () => new Promise((resolve) => (invited = () => resolve({ call: 'c_1' }))));
    const call = client.dial('bob');
    await until(() => invited);
    connection().gather('candidate:1');
    connection().gather('candidate:2');
    await settle();
    assert.equal(server.asked('call.trickle').length, 0);

    invited();
    await until(() => call.id !== '');
    await settle();

    assert.deepEqual(server.asked('call.trickle').flatMap(({ params }) => params.candidates.map((c) => c.candidate)), ['candidate:1', 'candidate:2']);
  });

  it('ends with words when the media finds no way', async () => {
    const call = await answered();
    connection().become('failed');
    assert.equal(call.state, 'reconnecting');
    for (const waitMs of [0, 8_000, 8_000, 8_000]) {
      mock.timers.tick(waitMs);
      await settle();
    }

    assert.equal(await call.ended, 'media-failed');
    assert.match(call.endMessage, /firewall/);
    assert.deepEqual(server.asked('call.hangup')[0].params, { call: 'c_1', reason: 'media-failed' });
  });

  it('ends when the connection to the server is lost', async () => {
    const call = await answered();

    server.lose();

    assert.equal(await call.ended, 'signaling-lost');
  });

  it('uses the relay only, or says that there is none', async () => {
    await client.close();
    client = new Dialtone({ url: 'https://gw.example.com', token: 't', iceTransportPolicy: 'relay', logger: { debug() {}, warn() {} } });
    const call = await answered();
    assert.equal(connection().configuration.iceTransportPolicy, 'relay');
    await call.hangup();

    const later = new Date(Date.now() + 3_600_000).toISOString();
    server.on('session.open', () => ({ session: 's', self: BOB, iceServers: [{ urls: ['stun:x'] }], iceExpiresAt: later, ticketExpiresAt: later }));
    server.lose();
    const other = await dialed();

    assert.equal(other.error.code, 'ice/relay-required');
  });

  it('asks for fresh relay credentials when those of the session have expired', async () => {
    const past = new Date(Date.now() - 1_000).toISOString();
    const later = new Date(Date.now() + 3_600_000).toISOString();
    const fresh = [{ urls: ['turn:fresh'], username: 'u2', credential: 'c2' }];
    server.on('session.open', () => ({ session: 's', self: BOB, iceServers: [], iceExpiresAt: past, ticketExpiresAt: later }));
    server.on('session.iceServers', () => ({ iceServers: fresh, iceExpiresAt: later }));

    await dialed();

    assert.deepEqual(connection().configuration.iceServers, fresh);
  });
});

describe('a call that comes in', () => {
  it('rings, is answered, and is connected', async () => {
    const call = await incoming();
    await settle();
    assert.equal(call.state, 'incoming');
    assert.equal(call.remote.name, 'Bob');
    assert.equal(server.asked('call.ring').length, 1);

    await call.answer();
    connection().become('connected');

    assert.equal(call.state, 'connected');
    assert.match(server.asked('call.answer')[0].params.answer.sdp, /m=audio sendrecv/);
  });

  it('tells what the phone network says beside', async () => {
    const extra = { headers: { 'X-Order': '4711' }, divertedFrom: { address: 'tel:+15557654321' } };
    await client.connect();
    server.send('call.incoming', { call: 'c_7', from: BOB, media: {}, offer: OFFER, ...extra });
    await settle();

    const [{ headers, divertedFrom }] = client.calls;

    assert.deepEqual({ headers, divertedFrom }, extra);
  });

  it('is not lost when it comes before anybody listens', async () => {
    await client.connect();
    server.send('call.incoming', { call: 'c_7', from: BOB, media: { audio: true, video: false }, offer: OFFER });
    await settle();
    assert.equal(server.asked('call.ring').length, 0);
    assert.equal([...client.calls].length, 1);

    let call;
    client.addEventListener('incomingcall', (event) => (call = event.call));
    await settle();

    assert.equal(call.state, 'incoming');
    assert.equal(server.asked('call.ring').length, 1);
  });

  it('uses the candidates that came before it was answered', async () => {
    const call = await incoming();
    server.send('call.candidates', { call: 'c_7', candidates: [{ candidate: 'candidate:early', sdpMid: '0', usernameFragment: 'bob1' }] });

    await call.answer();
    await settle();

    assert.deepEqual(connection().candidates.map(({ candidate }) => candidate), ['candidate:early']);
  });

  it('goes on ringing when the microphone is not allowed, so that it can be answered after all', async () => {
    const call = await incoming();
    browser.mediaDevices.failures.audio = denied;

    await assert.rejects(call.answer(), { code: 'media/permission-denied' });
    assert.equal(call.state, 'incoming');
    browser.mediaDevices.failures = {};
    await call.answer();

    assert.equal(call.state, 'connecting');
  });

  it('is refused as busy, or declined', async () => {
    const call = await incoming();

    await call.reject('busy');

    assert.deepEqual(server.asked('call.decline')[0].params, { call: 'c_7', reason: 'busy' });
    assert.equal(await call.ended, 'busy');
    await assert.rejects(call.answer(), { code: 'call/wrong-state' });
  });

  it('ends when another device takes it', async () => {
    const call = await incoming();

    server.send('call.ended', { call: 'c_7', reason: 'answered-elsewhere', message: 'Answered on another device.' });

    assert.equal(await call.ended, 'answered-elsewhere');
  });

  it('takes the picture on when the other side begins to send one', async () => {
    const call = await incoming();
    await call.answer();
    const added = [];
    call.addEventListener('trackadd', ({ track }) => added.push(track.kind));

    server.send('call.description', { call: 'c_7', description: { type: 'offer', sdp: `${OFFER.sdp}\nm=video sendrecv` } });
    await settle();

    assert.deepEqual(added, ['video']);
    assert.match(server.asked('call.describe')[0].params.description.sdp, /m=video recvonly/);
  });
});

describe('what a side sends', () => {
  it('can be muted at once', async () => {
    const call = await answered();
    const [microphone] = call.localStream.getTracks();

    call.muted = true;
    assert.deepEqual([call.muted, microphone.enabled], [true, false]);
    call.muted = false;

    assert.deepEqual([call.muted, microphone.enabled], [false, true]);
  });

  it('gets a picture by a renegotiation, and loses it by another', async () => {
    const call = await answered();

    await call.setCamera(true);
    await settle();
    assert.match(server.asked('call.describe')[0].params.description.sdp, /m=video sendrecv/);
    server.send('call.description', { call: call.id, description: { type: 'answer', sdp: `${ANSWER.sdp}\nm=video recvonly` } });
    await settle();
    await call.setCamera(false);
    await settle();

    assert.match(server.asked('call.describe')[1].params.description.sdp, /m=video recvonly/);
    assert.equal(browser.mediaDevices.opened.at(-1).readyState, 'ended');
  });

  it('is the screen while it is shared, and the camera again afterwards', async () => {
    const call = await answered({ video: true });
    const video = () => connection().getTransceivers().find(({ kind }) => kind === 'video').sender.track;
    const camera = video();

    await call.shareScreen();
    const screen = video();
    assert.notEqual(screen, camera);
    assert.equal(call.sharing, true);
    screen.vanish();
    await settle();

    assert.equal(call.sharing, false);
    assert.equal(video(), camera);
  });

  it('comes from another device when one is pulled out', async () => {
    const call = await answered();
    const [first] = call.localStream.getTracks();

    await first.vanish();

    assert.equal(call.localStream.getTracks().length, 1);
    assert.notEqual(call.localStream.getTracks()[0], first);
  });

  it('says so when the only device is pulled out, and the call goes on', async () => {
    const call = await answered();
    const errors = [];
    call.addEventListener('error', ({ error }) => errors.push(error.code));
    browser.mediaDevices.failures.audio = new DOMException('none', 'NotFoundError');

    await call.localStream.getTracks()[0].vanish();

    assert.deepEqual(errors, ['media/device-lost']);
    assert.equal(call.state, 'connected');
    assert.equal(call.muted, true);
  });

  it('stays open at the end when it is the page\'s own', async () => {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    const call = await answered({ stream });

    await call.hangup();

    assert.equal(stream.getTracks()[0].readyState, 'live');
  });

  it('cannot be a message before there is anybody to get it', async () => {
    const call = await dialed();

    assert.throws(() => call.send('hello'), { code: 'call/wrong-state' });
    assert.throws(() => call.send('x'.repeat(9_000)), { code: 'chat/too-long' });
  });
});

it('a hundred calls leave no connection, no device and no listener behind', async () => {
  for (let count = 0; count < 100; count++) {
    const call = await answered({ video: true });
    await call.hangup();
  }

  assert.equal(FakePeerConnection.all.length, 100);
  for (const each of FakePeerConnection.all) {
    assert.equal(each.connectionState, 'closed');
    assert.equal(each.onnegotiationneeded, null);
    assert.equal(each.channel.onmessage, null);
  }
  assert.ok(browser.mediaDevices.opened.every(({ readyState, onended }) => readyState === 'ended' && onended === null));
  assert.equal(client.calls.size, 0);
  assert.equal(server.sockets.length, 1);
});
