import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import { Dialtone } from '../sdk/dialtone.js';
import { FakePeerConnection, installBrowser, settle, until } from './fake-browser.js';
import { FakeServer, Refusal } from './fake-server.js';

const BOB = { id: 'p_bob', address: 'user:bob', name: 'Bob' };
const CAROL = { id: 'p_zoe', address: 'user:zoe' };
const OFFER = { type: 'offer', sdp: 'a=ice-ufrag:bob1\nm=audio sendrecv' };

describe('a room', () => {
  let server;
  let client;

  beforeEach(() => {
    installBrowser();
    mock.timers.enable({ apis: ['setTimeout'] });
    server = new FakeServer().install();
    client = new Dialtone({ url: 'https://gw.example.com', token: 't', logger: { debug() {}, warn() {} } });
  });
  afterEach(async () => {
    await client.close();
    mock.timers.reset();
  });

  const inRoom = (self, ...peers) => server.on('room.join', ({ room }) => ({ room, self, peers }));
  const namesIn = (room) => [...room.participants.values()].map(({ name }) => name);

  async function joined() {
    const room = client.join('standup');
    room.log = [];
    for (const type of ['statechange', 'participantjoin', 'participantleave', 'error']) {
      room.addEventListener(type, (event) => room.log.push(event.participant?.name ?? event.state ?? event.error.code));
    }
    await room.joined;
    await settle();
    return room;
  }

  it('makes an offer to everybody who is there', async () => {
    inRoom('p_self', BOB, CAROL);

    const room = await joined();

    assert.deepEqual(namesIn(room), ['Bob', 'user:zoe']);
    const offers = server.asked('room.describe').map(({ params }) => [params.to, params.description.type]);
    assert.deepEqual(offers, [['p_bob', 'offer'], ['p_zoe', 'offer']]);
  });

  it('awaits the offer of who comes later, also when it comes right behind them', async () => {
    const room = await joined();

    server.send('room.peerJoined', { room: 'standup', peer: BOB });
    server.send('room.description', { room: 'standup', from: 'p_bob', description: OFFER });
    server.send('room.candidates', { room: 'standup', from: 'p_bob', candidates: [{ candidate: 'candidate:1', sdpMid: '0', usernameFragment: 'bob1' }] });
    await settle();

    assert.deepEqual(namesIn(room), ['Bob']);
    assert.deepEqual(server.asked('room.describe').map(({ params }) => params.description.type), ['answer']);
    assert.equal(FakePeerConnection.all[0].candidates.length, 1);
    assert.deepEqual(room.participants.get('p_bob').stream.getTracks().map(({ kind }) => kind), ['audio']);
  });

  it('closes the connection to who leaves', async () => {
    inRoom('p_self', BOB);
    const room = await joined();
    const bob = room.participants.get('p_bob');

    server.send('room.peerLeft', { room: 'standup', peer: 'p_bob', reason: 'left' });
    await settle();

    assert.equal(room.participants.size, 0);
    assert.equal(bob.state, 'left');
    assert.equal(FakePeerConnection.all[0].connectionState, 'closed');
  });

  it('offers a phone nothing but sound', async () => {
    inRoom('p_self', BOB, { id: 'p_phone', address: 'tel:+4930222', name: '+4930222' });
    const room = await joined();

    await room.setCamera(true);

    const kinds = FakePeerConnection.all.map((each) => each.getTransceivers().map(({ kind }) => kind));
    assert.deepEqual(kinds, [['audio', 'video'], ['audio']]);
    assert.deepEqual(FakePeerConnection.all.map(({ channel }) => channel?.label), ['dialtone', undefined]);
    assert.deepEqual(namesIn(room), ['Bob', '+4930222']);
  });

  it('sends the same media to all', async () => {
    inRoom('p_self', BOB, CAROL);
    const room = await joined();

    await room.setCamera(true);

    const camera = room.localStream.getVideoTracks()[0];
    const sent = FakePeerConnection.all.map((each) => each.getTransceivers().find(({ kind }) => kind === 'video').sender.track);
    assert.deepEqual(sent, [camera, camera]);
  });

  it('passes messages to and from everybody', async () => {
    inRoom('p_self', BOB, CAROL);
    const room = await joined();
    const channels = FakePeerConnection.all.map(({ channel }) => channel);
    channels.forEach((channel) => channel.open());
    const got = [];
    room.addEventListener('message', ({ text, from }) => got.push([text, from.address]));

    room.send('hello');
    channels[1].onmessage({ data: '{"text":"hi"}' });
    channels[0].onmessage({ data: '{"muted":true,"sharing":false}' });

    assert.deepEqual(channels.map(({ sent }) => sent.at(-1)), ['{"text":"hello"}', '{"text":"hello"}']);
    assert.deepEqual(got, [['hi', 'user:zoe']]);
    assert.equal(room.participants.get('p_bob').muted, true);
  });

  it('is joined again after the connection was lost, and does not call itself', async () => {
    inRoom('p_self', BOB, CAROL);
    const room = await joined();
    inRoom('p_self2', BOB, { id: 'p_self', address: 'user:alice' });

    server.lose();
    assert.equal(room.state, 'reconnecting');
    await until(() => room.state === 'joined');

    assert.deepEqual(namesIn(room), ['Bob']);
    assert.deepEqual(room.log, ['joining', 'Bob', 'user:zoe', 'joined', 'reconnecting', 'user:zoe', 'joined'].slice(1));
    assert.equal(FakePeerConnection.all.filter(({ connectionState }) => connectionState !== 'closed').length, 1);
  });

  it('waits a little when it looks full after a reconnect', async () => {
    const room = await joined();
    server.on('room.join', new Refusal('room/full', { retryable: true, action: 'retry' }));
    server.lose();
    mock.timers.tick(0);
    await settle();
    assert.equal(room.state, 'reconnecting');

    inRoom('p_self2');
    mock.timers.tick(2_000);
    await settle();

    assert.equal(room.state, 'joined');
  });

  it('says in words why it cannot be joined', async () => {
    server.on('room.join', new Refusal('room/full', { message: 'The room standup is full: 8 are in it.', retryable: true }));

    const room = client.join('standup');

    await assert.rejects(room.joined, { code: 'room/full', message: 'The room standup is full: 8 are in it.' });
    assert.equal(room.state, 'left');
    assert.equal(client.rooms.size, 0);
  });

  it('is not joined twice', async () => {
    await joined();

    assert.throws(() => client.join('standup'), { code: 'room/already-joined' });
  });

  it('leaves nothing behind when it is left', async () => {
    inRoom('p_self', BOB);
    const room = await joined();

    await room.leave();
    await room.left;

    assert.deepEqual(server.asked('room.leave')[0].params, { room: 'standup' });
    assert.equal(FakePeerConnection.all[0].connectionState, 'closed');
    assert.deepEqual(room.localStream.getTracks(), []);
    assert.equal(client.rooms.size, 0);
  });

  it('is quiet about messages to somebody who has just left', async () => {
    inRoom('p_self', BOB);
    server.on('room.describe', new Refusal('room/no-such-peer'));

    const room = await joined();

    assert.ok(!room.log.includes('room/no-such-peer'));
  });
});
