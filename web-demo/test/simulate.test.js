import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import { Dialtone } from '../sdk/dialtone.js';
import '../sdk/poll.js'; // at once when they are needed, not after a while
import '../sdk/sse.js';
import { FakePeerConnection, installBrowser, settle, until } from './fake-browser.js';
import { FakeHttp } from './fake-http.js';
import { FakeServer, IN_AN_HOUR } from './fake-server.js';

const FRESH = [{ urls: ['turn:fresh'], username: 'u', credential: 'c' }];

describe('a client that is to show what it does when something goes wrong', () => {
  let server;
  let client;
  let browser;
  let states;
  let reasons;

  beforeEach(async () => {
    browser = installBrowser();
    server = new FakeServer().install();
    new FakeHttp(server).install();
    mock.timers.enable({ apis: ['setTimeout', 'Date'], now: Date.now() });
    mock.method(Math, 'random', () => 0.5);
    server.resumable();
    server.on('session.iceServers', () => ({ iceServers: FRESH, iceExpiresAt: IN_AN_HOUR() }));
    reasons = [];
    client = new Dialtone({
      url: 'https://gw.example.com',
      token: async ({ reason }) => reasons.push(reason) && 'ticket',
      logger: { debug() {}, warn() {} },
    });
    states = [];
    client.addEventListener('statechange', ({ state }) => states.push(state));
    await client.connect();
  });
  afterEach(async () => {
    await client.close();
    mock.timers.reset();
    mock.restoreAll();
  });

  async function after(ms) {
    mock.timers.tick(ms);
    await settle();
  }

  /** Lets time pass until it is so. */
  async function eventually(condition) {
    for (let turn = 0; turn < 40 && !condition(); turn++) {
      await settle();
      mock.timers.tick(500);
    }
    assert.ok(condition(), String(condition));
  }

  async function inCall() {
    const call = client.dial('user:bob', { video: true });
    await until(() => call.id);
    return { call, connection: FakePeerConnection.all.at(-1) };
  }

  const isBack = () => client.state === 'connected' && states.includes('reconnecting');

  it('loses its connection, and goes on with its session', async () => {
    const { call } = await inCall();
    await client.simulate('connection-lost');
    await eventually(isBack);

    assert.equal(server.asked('session.open')[1].params.resume.token, 'secret');
    assert.equal(call.state, 'dialing');
  });

  it('has a connection that is dead without a word, and notices it', async () => {
    await inCall();
    await client.simulate('connection-dead');
    await after(1_000);
    assert.equal(client.state, 'connected');

    await eventually(isBack);
    assert.equal(server.sockets.length, 2);
  });

  it('has a server that stops, and with it its calls', async () => {
    const { call } = await inCall();
    let drains = 0;
    client.addEventListener('drain', () => drains++);
    await client.simulate('server-stopped');

    assert.equal(await call.ended, 'signaling-lost');
    assert.equal(drains, 1);
    assert.equal(server.asked('session.close').length, 1);
    await eventually(isBack);
  });

  it('has a server that has forgotten its session', async () => {
    const { call } = await inCall();
    server.on('session.close', () => {
      queueMicrotask(() => server.lose(1000));
      return {};
    });
    const open = server.answers['session.open'];
    server.on('session.open', () => open({}));
    await client.simulate('session-forgotten');
    await eventually(isBack);

    assert.equal(server.asked('session.open')[1].params.resume.token, 'secret');
    assert.equal(await call.ended, 'signaling-lost');
    server.on('session.close', undefined);
  });

  it('has a ticket that has expired, and fetches another one', async () => {
    await client.simulate('ticket-expired');
    await eventually(isBack);

    assert.deepEqual(reasons, ['connect', 'refresh']);
  });

  it('finds no way for WebSockets, and takes them again afterwards', async () => {
    const end = await client.simulate('websocket-blocked');
    await eventually(isBack);
    assert.equal(client.transport, 'sse');

    end();
    await after(61_000);
    await until(() => client.transport === 'websocket');
  });

  it('finds no way for streams', async () => {
    await client.simulate('streams-blocked');
    await eventually(isBack);

    assert.equal(client.transport, 'poll');
  });

  it('has a slow network for a while, in which the order stays', async () => {
    const { connection } = await inCall();
    const bitrates = () => connection.getSenders().map(({ parameters }) => parameters.encodings[0].maxBitrate);
    const end = await client.simulate('slow-network', { delayMs: 2_000, maxBitrate: 50_000 });
    assert.deepEqual(bitrates(), [50_000, 50_000]);
    client.join('first');
    await settle();
    await after(1_999);
    assert.equal(server.asked('room.join').length, 0);
    end();
    client.join('second');
    await settle();
    await after(1);
    await settle();

    assert.deepEqual(server.asked('room.join').map(({ params }) => params.room), ['first', 'second']);
    assert.deepEqual(bitrates(), [undefined, undefined]);
  });

  it('changes its network: connection and media find another way', async () => {
    const { connection } = await inCall();
    const changed = client.simulate('network-changed');
    await eventually(isBack);
    await changed;

    assert.equal(connection.restarts, 1);
    assert.deepEqual(connection.configuration.iceServers, FRESH);
  });

  it('sends nothing for a while', async () => {
    const { connection } = await inCall();
    const sends = () => connection.getSenders().map(({ track }) => track?.kind);
    const end = await client.simulate('media-stopped');
    assert.deepEqual(sends(), [undefined, undefined]);
    end();
    await settle();

    assert.deepEqual(sends(), ['audio', 'video']);
  });

  it('has its devices pulled out, and takes others', async () => {
    await inCall();
    const opened = browser.mediaDevices.opened.length;
    await client.simulate('device-lost');
    await settle();

    assert.equal(browser.mediaDevices.opened.length, opened + 2);
  });

  it('knows no other failures', async () => {
    await assert.rejects(client.simulate('earthquake'), { code: 'client/simulation', message: /connection-lost.*"earthquake"/ });
    await assert.rejects(client.simulate('toString'), { code: 'client/simulation' });
  });

  it('loses no connection that it does not have', async () => {
    await client.close();

    for (const failure of ['connection-lost', 'connection-dead', 'server-stopped', 'session-forgotten', 'ticket-expired']) {
      await assert.rejects(client.simulate(failure), { code: 'call/wrong-state' }, failure);
    }
  });
});
