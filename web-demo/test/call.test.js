import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import { ANSWER, BOB, PHONE, answered, begin, browser, client, connection, denied, dialed, end, server, reopen } from './call-scene.js';
import { FakePeerConnection, settle, until } from './fake-browser.js';
import { Refusal } from './fake-server.js';

beforeEach(begin);
afterEach(end);

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
    reopen({ iceTransportPolicy: 'relay' });
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
