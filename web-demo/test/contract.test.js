import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import { Dialtone } from '../sdk/dialtone.js';
import { asyncapi, events, requests } from './contract.js';
import { FakePeerConnection, installBrowser, settle, until } from './fake-browser.js';
import { FakeServer } from './fake-server.js';
import '../sdk/setup.js'; // at once in calls, not after a while

// FakeServer holds every request against the specification; here is made sure that none is missing.
describe('the specification of the signaling', () => {
  let server;
  let client;

  beforeEach(() => {
    installBrowser();
    server = new FakeServer().install();
    client = new Dialtone({ url: 'https://gw.example.com', token: 't', logger: { debug() {}, warn() {} } });
  });
  afterEach(() => client.close());

  const example = (method) => events.get(method).examples[0].payload.params;

  async function calling() {
    server.on('call.invite', () => ({ call: 'c_8f3kq2' }));
    const call = client.dial('bob');
    await until(() => call.id !== '');
    return call;
  }

  async function inCall() {
    const call = await calling();
    server.send('call.answered', example('call.answered'));
    await settle();
    return call;
  }

  async function ringing() {
    client.addEventListener('incomingcall', () => {});
    await client.connect();
    server.send('call.incoming', example('call.incoming'));
    await settle();
    return [...client.calls][0];
  }

  async function beginWithExpiredTicket() {
    const past = new Date(Date.now() - 1_000).toISOString();
    const session = { session: 's_2', self: { address: 'user:alice' }, iceServers: [], iceExpiresAt: past, ticketExpiresAt: past };
    server.on('session.open', session);
    client = new Dialtone({ url: 'https://gw.example.com', token: () => 't', logger: { debug() {}, warn() {} } });
    await client.connect();
    client.dial('bob').answered.catch(() => {});
    await until(() => server.asked('session.renew').length === 1);
  }

  async function inRoom() {
    server.on('room.join', ({ room }) => ({ room, self: 'p_self', peers: [] }));
    const room = client.join('standup');
    await room.joined;
    server.send('room.peerJoined', example('room.peerJoined'));
    await settle();
    return room;
  }

  /** How a page comes to see each event of the server. */
  const understood = {
    'call.incoming': async () => assert.equal((await ringing()).remote.name, 'Alice'),
    'call.ringing': async () => {
      const call = await calling();
      server.send('call.ringing', example('call.ringing'));
      assert.equal(call.state, 'ringing');
    },
    'call.progress': async () => {
      const call = await calling();
      const errors = [];
      call.addEventListener('error', ({ error }) => errors.push(error));
      server.send('call.progress', example('call.progress'));
      await until(() => FakePeerConnection.all[0].remoteDescription?.type === 'answer');
      await settle();
      assert.deepEqual(errors, []);
      assert.equal(call.state, 'dialing');
    },
    'call.answered': async () => assert.equal((await inCall()).state, 'connecting'),
    'call.description': async () => {
      const call = await inCall();
      await call.setCamera(true);
      await settle();
      server.send('call.description', example('call.description'));
      await until(() => FakePeerConnection.all[0].signalingState === 'stable');
    },
    'call.candidates': async () => {
      const call = await inCall();
      const errors = [];
      call.addEventListener('error', ({ error }) => errors.push(error));
      server.send('call.candidates', example('call.candidates'));
      await settle();
      assert.deepEqual(errors, []);
    },
    'call.transferring': async () => {
      const call = await inCall();
      const told = new Promise((resolve) => call.addEventListener('transfer', resolve));
      server.send('call.transferring', example('call.transferring'));
      assert.equal((await told).status, 180);
    },
    'call.ended': async () => {
      const call = await calling();
      server.send('call.ended', example('call.ended'));
      assert.equal(await call.ended, 'answered-elsewhere');
    },
    'presence.changed': async () => {
      const contacts = await client.contacts();
      const bob = contacts.watch('bob');
      await until(() => server.asked('presence.subscribe').length === 1);
      server.send('presence.changed', example('presence.changed'));
      server.send('presence.ready', example('presence.ready'));
      assert.equal((await bob).state, 'busy');
    },
    'presence.room': async () => {
      const contacts = await client.contacts();
      const room = contacts.watchRoom('standup');
      await until(() => server.asked('presence.subscribe').length === 1);
      server.send('presence.room', example('presence.room'));
      server.send('presence.ready', example('presence.ready'));
      assert.equal((await room).people[0].name, 'Bob');
    },
    'presence.ready': async () => {
      const contacts = await client.contacts();
      const bob = contacts.watch('bob');
      await until(() => server.asked('presence.subscribe').length === 1);
      server.send('presence.ready', example('presence.ready'));
      assert.equal((await bob).state, 'offline');
    },
    'message.received': async () => {
      await client.connect();
      server.send('message.received', example('message.received'));
      const contacts = await client.contacts();
      const { body } = await new Promise((resolve) => contacts.addEventListener('message', resolve));
      assert.equal(body, 'Call me when you are back.');
    },
    'server.draining': async () => {
      const told = new Promise((resolve) => client.addEventListener('drain', resolve));
      await client.connect();
      server.send('server.draining', example('server.draining'));
      await told;
    },
    'room.peerJoined': async () => assert.equal((await inRoom()).participants.get('p_k2j9').name, 'Bob'),
    'room.peerLeft': async () => {
      const room = await inRoom();
      server.send('room.peerLeft', example('room.peerLeft'));
      await until(() => room.participants.size === 0);
    },
    'room.description': async () => {
      const room = await inRoom();
      const offer = { ...example('room.description'), description: { type: 'offer', sdp: 'a=ice-ufrag:u\nm=audio sendrecv' } };
      server.send('room.description', offer);
      await until(() => room.participants.get('p_k2j9').stream.getTracks().length === 1);
    },
    'room.candidates': async () => {
      const room = await inRoom();
      const errors = [];
      room.addEventListener('error', ({ error }) => errors.push(error));
      server.send('room.candidates', example('room.candidates'));
      await settle();
      assert.deepEqual(errors, []);
    },
  };

  it('has no event that is not looked at here', () => {
    assert.deepEqual(Object.keys(understood).sort(), [...events.keys()].sort());
  });

  for (const [method, check] of Object.entries(understood)) {
    it(`has the event ${method}, and it is understood`, check);
  }

  it('has every end reason that a call knows what to do with', async () => {
    for (const reason of asyncapi.components.schemas.EndReason.enum) {
      const call = await calling();
      server.send('call.ended', { call: call.id, reason, message: `Because of ${reason}.` });
      assert.equal(await call.ended, reason);
    }
  });

  it('has no request that the SDK does not send', async () => {
    const call = await inCall();
    FakePeerConnection.all[0].gather('candidate:1');
    await call.setCamera(true);
    await settle();
    FakePeerConnection.all[0].packetsReceived = 1;
    FakePeerConnection.all[0].getTransceivers()[0].currentDirection = 'sendrecv';
    FakePeerConnection.all[0].become('connected');
    await until(() => server.asked('call.report').length === 1);
    call.sendDigits('1');
    call.transfer('tel:+15557654321').catch(() => {});
    await until(() => server.asked('call.digits').length + server.asked('call.transfer').length === 2);
    FakePeerConnection.all[0].become('failed');
    await until(() => server.asked('session.iceServers').length === 1);
    await call.hangup();
    await (await ringing()).answer();
    server.send('call.incoming', { ...example('call.incoming'), call: 'c_2' });
    await [...client.calls].at(-1).reject();
    const room = await inRoom();
    server.send('room.description', { room: 'standup', from: 'p_k2j9', description: { type: 'offer', sdp: 'a=ice-ufrag:u' } });
    await settle();
    FakePeerConnection.all.at(-1).gather('candidate:2');
    await settle();
    server.send('room.peerLeft', { room: 'standup', peer: 'p_none', reason: 'left' }, 16);
    await room.leave();
    server.on('message.send', { message: 'm_1', endpoints: 1, kept: false });
    const contacts = await client.contacts();
    await contacts.show({ state: 'away', device: 'A pad', abilities: ['audio'], note: 'Soon' });
    const bob = contacts.watch('bob');
    await until(() => server.asked('presence.subscribe').length === 1);
    server.send('presence.ready', { addresses: ['user:bob'] });
    await (await bob).unwatch();
    await contacts.send('bob', { hand: 'raised' }, { keep: true });
    contacts.addEventListener('message', () => {});
    mock.timers.enable({ apis: ['setTimeout'] });
    server.send('message.received', example('message.received'));
    await settle();
    mock.timers.tick(1_000);
    mock.timers.reset();
    await until(() => server.asked('message.taken').length === 1);
    document.dispatchEvent(new Event('visibilitychange'));
    await settle();
    await client.close();
    await beginWithExpiredTicket();

    const sent = new Set(server.requests.map(({ method }) => method));
    assert.deepEqual([...sent].sort(), [...requests.keys()].sort());
  });
});
