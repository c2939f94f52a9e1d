import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import { Dialtone } from '../sdk/dialtone.js';
import { installBrowser, settle, until } from './fake-browser.js';
import { FakeServer, Refusal } from './fake-server.js';

const BOB = { address: 'user:bob', name: 'Bob', state: 'busy', inCall: true, abilities: ['audio'], devices: [{ state: 'busy', abilities: ['audio'] }] };
const GONE = { address: 'user:bob', state: 'offline', inCall: false, abilities: [], devices: [] };
const MESSAGE = { message: 'm_1', from: { address: 'user:bob', name: 'Bob' }, to: 'user:alice', body: 'Hello', at: '2026-11-22T12:00:00Z', kept: true };

let server;
let client;
let contacts;
let recovers;

beforeEach(async () => {
  installBrowser();
  mock.timers.enable({ apis: ['setTimeout'] });
  recovers = true;
  server = new FakeServer().install();
  server.resumable(() => recovers);
  client = new Dialtone({ url: 'https://gw.example.com', token: 't', logger: { debug() {}, warn() {} } });
  contacts = await client.contacts();
});
afterEach(async () => {
  await client.close();
  mock.timers.reset();
});

const subscribed = () => server.asked('presence.subscribe').map(({ params }) => params.addresses);
const asked = (count) => until(() => subscribed().length === count);

/** Watches Bob, who is told of as given. */
async function watching(...events) {
  const bob = contacts.watch('bob');
  await asked(1);
  events.forEach((event) => server.send('presence.changed', event));
  server.send('presence.ready', { addresses: ['user:bob'] });
  return bob;
}

describe('contacts', () => {
  it('connect by themselves, and tell how somebody is once that is known', async () => {
    const bob = await watching(BOB);

    assert.deepEqual(
      [bob.address, bob.name, bob.state, bob.inCall, bob.abilities, bob.devices.length],
      ['user:bob', 'Bob', 'busy', true, ['audio'], 1],
    );
    assert.equal(client.state, 'connected');
  });

  it('are offline when nothing was told of them', async () => {
    const bob = await watching();

    assert.deepEqual([bob.state, bob.name, bob.inCall], ['offline', 'bob', false]);
  });

  it('tell each change, and keep the name of who has gone', async () => {
    const bob = await watching(BOB);
    const states = [];
    bob.addEventListener('change', () => states.push([bob.state, bob.name]));

    server.send('presence.changed', { ...BOB, state: 'away', inCall: false });
    server.send('presence.changed', GONE);
    server.send('presence.changed', { ...BOB, address: 'user:carol' });
    await settle();

    assert.deepEqual(states, [['away', 'Bob'], ['offline', 'Bob']]);
  });

  it('are asked for together, a hundred at a time, each once', async () => {
    const all = Array.from({ length: 150 }, (_, index) => contacts.watch(`u${index}`));
    contacts.watch('u0');
    contacts.watchRoom('standup');
    await asked(2);

    assert.deepEqual(subscribed().map((addresses) => addresses.length), [100, 51]);
    subscribed().forEach((addresses) => server.send('presence.ready', { addresses }));
    assert.equal((await Promise.all(all)).length, 150);
    assert.equal(contacts.watched.size, 151);
  });

  it('that may not be seen keep the others not away', async () => {
    server.on('presence.subscribe', ({ addresses }) =>
      addresses.includes('user:boss') ? new Refusal('auth/forbidden-presence', { message: 'Not the boss.' }) : {});
    const boss = assert.rejects(contacts.watch('boss'), { code: 'auth/forbidden-presence', message: 'Not the boss.' });
    const bob = contacts.watch('bob');
    await asked(3);
    server.send('presence.ready', { addresses: ['user:bob'] });

    await boss;
    assert.equal((await bob).state, 'offline');
    assert.deepEqual([...contacts.watched.keys()], ['user:bob']);
  });

  it('are watched no more when asked so', async () => {
    const bob = await watching(BOB);
    await bob.unwatch();
    server.send('presence.changed', GONE);
    await settle();

    assert.equal(bob.state, 'busy');
    assert.deepEqual(server.asked('presence.unsubscribe')[0].params, { addresses: ['user:bob'] });
  });

  it('and what was shown outlive a session that is lost', async () => {
    const bob = await watching(BOB);
    await contacts.show({ state: 'do-not-disturb', note: 'Work' });
    recovers = false;
    server.lose();
    await client.connect();
    await asked(2);
    await until(() => server.asked('presence.set').length === 2);
    server.send('presence.ready', { addresses: ['user:bob'] });
    await settle();

    assert.equal(bob.state, 'offline');
    assert.deepEqual(server.asked('presence.set')[1].params, { state: 'do-not-disturb', note: 'Work' });
  });

  it('are not asked for again when the session goes on', async () => {
    await watching(BOB);
    server.lose();
    await client.connect();
    await settle();

    assert.equal(subscribed().length, 1);
  });

  it('in a room are told without joining it', async () => {
    const watch = contacts.watchRoom('standup');
    await asked(1);
    server.send('presence.room', { room: 'standup', peers: [{ id: 'p_1', address: 'user:bob', name: 'Bob' }] });
    server.send('presence.ready', { addresses: ['room:standup'] });
    const room = await watch;

    assert.deepEqual(room.people.map(({ address }) => address), ['user:bob']);
    server.send('presence.room', { room: 'standup', peers: [] });
    await settle();
    assert.equal(room.people.length, 0);
    assert.equal(client.rooms.size, 0);
  });
});

describe('messages', () => {
  it('are sent to users and rooms, and it is told how many got them', async () => {
    server.on('message.send', { message: 'm_7', endpoints: 0, kept: true });

    assert.deepEqual(await contacts.send('bob', 'Hello', { keep: true }), { id: 'm_7', endpoints: 0, kept: true });
    await contacts.send('room:standup', { hand: 'raised' });

    assert.deepEqual(server.asked('message.send').map(({ params }) => params), [
      { to: 'user:bob', body: 'Hello', keep: true },
      { to: 'room:standup', body: { hand: 'raised' } },
    ]);
  });

  it('that nobody can get reject in the words of the server', async () => {
    server.on('message.send', new Refusal('message/nobody', { message: 'Nobody is there.', retryable: true, action: 'none' }));

    await assert.rejects(contacts.send('bob', 'Hello'), { code: 'message/nobody', message: 'Nobody is there.' });
  });

  it('wait until somebody listens, and only then are taken', async () => {
    await client.connect();
    server.send('message.received', MESSAGE, 3);
    await settle();
    mock.timers.tick(1000);
    await settle();
    assert.deepEqual(server.asked('session.ack').map(({ params }) => params.seq), [3]);
    assert.equal(server.asked('message.taken').length, 0);

    const heard = [];
    contacts.addEventListener('message', (event) => heard.push(event));
    await settle();
    server.send('message.received', { ...MESSAGE, message: 'm_2', kept: false }, 4);
    await settle();
    mock.timers.tick(100);
    await settle();

    assert.deepEqual(heard.map(({ id, kept }) => [id, kept]), [['m_1', true], ['m_2', false]]);
    const [{ from, to, body, at }] = heard;
    assert.deepEqual([from.name, to, body, at.toISOString()], ['Bob', 'user:alice', 'Hello', '2026-11-22T12:00:00.000Z']);
    assert.deepEqual(server.asked('session.ack').map(({ params }) => params.seq), [3, 4]);
    assert.deepEqual(server.asked('message.taken').map(({ params }) => params.messages), [['m_1']]);
  });
});
