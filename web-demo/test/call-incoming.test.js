import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { BOB, OFFER, answered, begin, browser, client, connection, denied, end, incoming, server } from './call-scene.js';
import { settle } from './fake-browser.js';

beforeEach(begin);
afterEach(end);

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
