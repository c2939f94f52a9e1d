import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { ANSWER, answered, begin, browser, client, connection, dialed, end, server } from './call-scene.js';
import { FakePeerConnection, settle } from './fake-browser.js';

beforeEach(begin);
afterEach(end);

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
