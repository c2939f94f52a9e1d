import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import { Dialtone } from '../sdk/dialtone.js';
import { FakePeerConnection, installBrowser, settle, until } from './fake-browser.js';
import { FakeServer, Refusal } from './fake-server.js';

const SILENT = { debug() {}, warn() {} };

describe('a client', () => {
  let server;
  let browser;
  let client;

  beforeEach(() => {
    browser = installBrowser();
    server = new FakeServer().install();
    mock.timers.enable({ apis: ['setTimeout'] });
    mock.method(Math, 'random', () => 0.5);
  });
  afterEach(async () => {
    await client?.close();
    mock.timers.reset();
    mock.restoreAll();
  });

  function make(options = {}) {
    client = new Dialtone({ url: 'https://gw.example.com', token: 't1', logger: SILENT, ...options });
    client.states = [];
    client.errors = [];
    client.addEventListener('statechange', ({ state }) => client.states.push(state));
    client.addEventListener('error', ({ error }) => client.errors.push(error));
    return client;
  }

  async function connected(options) {
    make(options);
    await tick(client.connect());
    return client;
  }

  /** Lets timers run that are due in so many milliseconds, until the promise is settled. */
  async function tick(promise, ms = 0) {
    let settled = false;
    const mark = () => (settled = true);
    promise?.then(mark, mark);
    await settle();
    mock.timers.tick(ms);
    await settle();
    if (promise) {
      await until(() => settled);
    }
    return promise;
  }

  it('opens a session with its ticket, which never is in an address', async () => {
    await connected();

    assert.equal(server.socket.url, 'wss://gw.example.com/v1/ws');
    assert.equal(server.socket.protocol, 'dialtone.v1');
    assert.equal(server.asked('session.open')[0].params.ticket, 't1');
    assert.deepEqual(client.states, ['connecting', 'connected']);
    assert.deepEqual(client.identity, { address: 'user:alice', name: 'Alice' });
  });

  it('keeps the path of an address that has one, and takes the scheme of the WebSocket', async () => {
    await connected({ url: 'http://127.0.0.1:8080/calls/ws' });

    assert.equal(server.socket.url, 'ws://127.0.0.1:8080/calls/ws');
  });

  it('tells in the words of the server why a ticket was refused, and tries no more', async () => {
    const words = 'The ticket expired at 11:00.';
    server.on('session.open', new Refusal('auth/ticket-expired', { message: words, action: 'reauthenticate', close: 4401 }));
    make();

    await assert.rejects(tick(client.connect()), { code: 'auth/ticket-expired', message: words, action: 'reauthenticate' });

    assert.equal(server.sockets.length, 1);
    assert.equal(client.state, 'closed');
    assert.equal(client.errors[0].code, 'auth/ticket-expired');
  });

  it('fetches a fresh ticket when the one it got had expired', async () => {
    server.on('session.open', ({ ticket }) => (ticket === 'old' ? new Refusal('auth/ticket-expired', { close: 4401 }) : undefined));
    const reasons = [];
    make({
      token: async ({ reason }) => {
        reasons.push(reason);
        return reason === 'refresh' ? 'new' : 'old';
      },
    });

    const connecting = client.connect();
    await tick(undefined);
    await tick(connecting, 300);

    assert.deepEqual(reasons, ['connect', 'refresh']);
    assert.equal(client.state, 'connected');
  });

  it('asks over HTTP why a WebSocket was not even opened', async () => {
    const asked = [];
    globalThis.fetch = async (url, { headers }) => {
      asked.push([String(url), headers.Authorization]);
      const problem = { detail: 'Pages of evil.example may not connect.', code: 'auth/forbidden-origin', retryable: false, action: 'contact-support' };
      return { headers: new Headers({ 'Content-Type': 'application/problem+json' }), json: async () => problem };
    };
    server.refusals = [1006];
    make();

    await assert.rejects(tick(client.connect()), { code: 'auth/forbidden-origin', message: 'Pages of evil.example may not connect.' });

    assert.deepEqual(asked, [['https://gw.example.com/v1/validate', 'Bearer t1']]);
  });

  it('gives a server that is not there three chances, then says so', async () => {
    server.refusals = [1006, 1006, 1006];
    make();

    const connecting = client.connect();
    connecting.catch(() => {});
    await tick(undefined);
    await tick(undefined, 150);
    await assert.rejects(tick(connecting, 600), { code: 'signaling/unreachable', retryable: true });

    assert.equal(server.sockets.length, 3);
  });

  it('says what to look at when the browser does not let the page connect', async () => {
    const cause = new DOMException('blocked', 'SecurityError');
    globalThis.WebSocket = class {
      constructor() {
        throw cause;
      }
    };
    make({ reconnect: false });

    await assert.rejects(tick(client.connect()), { code: 'signaling/unreachable', message: /gw\.example\.com.*connect-src/, cause });
  });

  it('says when there is no ticket', async () => {
    make({ token: async () => undefined });

    await assert.rejects(tick(client.connect()), { code: 'auth/ticket-missing' });
  });

  it('connects again at once when the connection is lost, then ever more slowly', async () => {
    await connected();

    server.refusals = [1006, 1006];
    server.lose();
    assert.equal(client.state, 'reconnecting');
    await tick(undefined, 0);
    assert.equal(server.sockets.length, 2);
    await tick(undefined, 149);
    assert.equal(server.sockets.length, 2);
    await tick(undefined, 1);
    assert.equal(server.sockets.length, 3);
    await tick(undefined, 600);

    assert.equal(server.sockets.length, 4);
    assert.deepEqual(client.states, ['connecting', 'connected', 'reconnecting', 'connected']);
  });

  it('gives a server that stops a moment, and says that it does', async () => {
    await connected();
    let drains = 0;
    client.addEventListener('drain', () => drains++);

    server.lose(1001);
    await tick(undefined, 599);
    assert.equal(server.sockets.length, 1);
    await tick(undefined, 1);

    assert.equal(server.sockets.length, 2);
    assert.equal(drains, 1);
  });

  it('tries at once when the network comes back', async () => {
    await connected();
    server.refusals = Array(9).fill(1006);
    server.lose();
    for (let failures = 0; failures < 8; failures++) {
      await tick(undefined, 30_000);
    }
    const attempts = server.sockets.length;

    browser.page.dispatchEvent(new Event('online'));
    await tick(undefined, 0);

    assert.equal(server.sockets.length, attempts + 1);
    assert.equal(client.state, 'connected');
  });

  it('finds out that a connection died while the computer slept', async () => {
    await connected();
    server.on('session.ack', () => new Promise(() => {}));

    document.dispatchEvent(new Event('visibilitychange'));
    await tick(undefined, 5_000);
    server.on('session.ack', undefined);
    await tick(undefined, 0);

    assert.equal(server.sockets.length, 2);
    assert.equal(client.state, 'connected');
  });

  it('does not connect again when it is told not to', async () => {
    await connected({ reconnect: false });

    server.lose();
    await settle();

    assert.equal(client.state, 'closed');
    assert.equal(client.errors[0].code, 'signaling/lost');
  });

  it('stops to try when nobody waits any more', async () => {
    server.refusals = [1006];
    const controller = new AbortController();
    make();

    const connecting = client.connect({ signal: controller.signal });
    controller.abort();
    await assert.rejects(connecting, { code: 'client/aborted' });
    await tick(undefined, 60_000);

    assert.equal(client.state, 'closed');
    assert.ok(server.sockets.length <= 1);
  });

  it('says goodbye when it is closed, and can be connected again', async () => {
    await connected();

    await client.close();
    assert.equal(server.asked('session.close').length, 1);
    assert.equal(server.socket.closedWith, 1000);
    assert.equal(client.state, 'closed');

    await tick(client.connect());
    assert.equal(client.state, 'connected');
  });

  it('says goodbye when the page goes', async () => {
    await connected();

    browser.page.dispatchEvent(Object.assign(new Event('pagehide'), { persisted: false }));

    assert.equal(server.asked('session.close').length, 1);
  });

  it('is not connected while the browser keeps the page frozen', async () => {
    await connected();

    browser.page.dispatchEvent(Object.assign(new Event('pagehide'), { persisted: true }));

    assert.equal(client.state, 'reconnecting');
    assert.equal(server.asked('session.open').length, 1);
  });

  it('warns a minute before its ticket expires', async () => {
    const inTwoMinutes = new Date(Date.now() + 120_000).toISOString();
    server.on('session.open', () => ({
      session: 's_1',
      self: { address: 'user:alice' },
      iceServers: [],
      iceExpiresAt: inTwoMinutes,
      ticketExpiresAt: inTwoMinutes,
    }));
    await connected();
    let warnings = 0;
    client.addEventListener('tokenexpiring', () => warnings++);

    mock.timers.tick(50_000);
    assert.equal(warnings, 0);
    mock.timers.tick(11_000);

    assert.equal(warnings, 1);
  });

  /** The session has a ticket that is good for so long. */
  function openFor(ms) {
    const at = new Date(Date.now() + ms).toISOString();
    server.on('session.open', () => ({ session: 's_1', self: { address: 'user:alice' }, iceServers: [], iceExpiresAt: at, ticketExpiresAt: at }));
  }

  it('shows the next ticket a minute before the last one expires, in the same session', async () => {
    openFor(120_000);
    const reasons = [];
    await connected({ token: ({ reason }) => `t${reasons.push(reason)}` });
    let warnings = 0;
    client.addEventListener('tokenexpiring', () => warnings++);

    await tick(undefined, 61_000);

    assert.deepEqual(reasons, ['connect', 'refresh']);
    assert.deepEqual(server.asked('session.renew').map(({ params }) => params), [{ ticket: 't2' }]);
    assert.equal(server.asked('session.open').length, 1);
    assert.equal(warnings, 0);
  });

  it('goes on trying when its page cannot fetch a ticket for want of a network', async () => {
    let fails = 0;
    await connected({ token: () => (fails-- > 0 ? Promise.reject(new TypeError('Failed to fetch')) : 't1') });
    fails = 5;

    server.lose();
    for (let attempt = 0; attempt < 7; attempt++) {
      await tick(undefined, 30_000);
    }

    assert.equal(client.state, 'connected');
    assert.deepEqual(client.errors, []);
  });

  it('warns when there is no next ticket, and tells why to what begins then', async () => {
    openFor(120_000);
    const away = new Error('The backend is away.');
    await connected({ token: ({ reason }) => (reason === 'connect' ? 't1' : Promise.reject(away)) });
    let warnings = 0;
    client.addEventListener('tokenexpiring', () => warnings++);

    await tick(undefined, 61_000);
    assert.equal(warnings, 1);
    mock.method(Date, 'now', () => Date.parse('2100-01-01'));

    await assert.rejects(tick(client.dial('bob').answered), /The backend is away/);
  });

  it('proves that it has the key that its ticket is bound to', async () => {
    const keys = [];
    server.on('session.open', ({ proof }) => (proof ? undefined : new Refusal('auth/proof-needed', { nonce: 'a-nonce-of-the-server', retryable: true, action: 'retry' })));

    await connected({ bound: true, token: ({ key }) => `t${keys.push(key)}` });

    const { ticket, proof } = server.asked('session.open').at(-1).params;
    const key = await crypto.subtle.importKey('jwk', keys[0], { name: 'ECDSA', namedCurve: 'P-256' }, true, ['verify']);
    const text = Buffer.from(`dialtone.v1 session.open a-nonce-of-the-server ${ticket}`);
    assert.ok(await crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, Buffer.from(proof, 'base64url'), text));
    assert.equal(keys[0].d, undefined);
  });

  it('keeps its key for all its connections', async () => {
    const keys = [];
    await connected({ bound: true, token: ({ key }) => `t${keys.push(key)}` });
    server.lose();
    await tick(client.connect());

    assert.equal(keys.length, 2);
    assert.deepEqual(keys[0], keys[1]);
  });

  it('says what to do when a ticket is bound and it has no key', async () => {
    server.on('session.open', new Refusal('auth/proof-needed', { nonce: 'a-nonce-of-the-server', retryable: true, action: 'retry' }));

    await assert.rejects(tick(make().connect()), { code: 'auth/proof-needed', retryable: false, message: /bound: true/ });
  });

  it('sends what was refused as too much again, in order and with patience', async () => {
    await connected();
    let allowance = 1;
    server.on('room.join', ({ room }) => (allowance-- > 0 ? { room, self: 'p_1', peers: [] } : new Refusal('signaling/rate-limited', { retryable: true, action: 'retry' })));
    const rooms = ['a', 'b', 'c'].map((name) => client.join(name));
    await settle();
    assert.deepEqual(rooms.map(({ state }) => state), ['joined', 'joining', 'joining']);
    const before = server.asked('room.join').length;

    allowance = 5;
    rooms.push(client.join('d'));
    await settle();
    assert.equal(server.asked('room.join').length, before);
    await tick(undefined, 500);

    assert.deepEqual(server.asked('room.join').slice(before).map(({ params }) => params.room), ['b', 'c', 'd']);
    assert.deepEqual(rooms.map(({ state }) => state), ['joined', 'joined', 'joined', 'joined']);
  });

  it('gives up a request that is refused as too much again and again', async () => {
    await connected();
    server.on('room.join', new Refusal('signaling/rate-limited', { retryable: true }));
    const room = client.join('a');

    for (let wait = 500; wait <= 16_000; wait *= 2) {
      await tick(undefined, wait);
    }

    await assert.rejects(room.joined, { code: 'signaling/rate-limited' });
  });

  it('takes a server that answers nothing for lost', async () => {
    await connected();
    server.on('room.join', () => new Promise(() => {}));
    const room = client.join('a');
    await settle();

    await tick(undefined, 10_000);

    await assert.rejects(room.joined, { code: 'signaling/lost' });
    assert.equal(server.sockets.length, 2);
  });

  it('lets the browser get ready for calls when it has nothing else to do', async () => {
    const idle = [];
    globalThis.requestIdleCallback = (task) => idle.push(task);
    try {
      await connected();
    } finally {
      delete globalThis.requestIdleCallback;
    }
    assert.equal(FakePeerConnection.all.length, 0);

    idle.forEach((task) => task());

    assert.deepEqual(FakePeerConnection.all.map(({ connectionState }) => connectionState), ['closed']);
  });

  it('ignores events it does not know', async () => {
    await connected();

    server.socket.onmessage({ data: '{"jsonrpc":"2.0","method":"call.transcribed","params":{"call":"c_9"}}' });
    server.socket.onmessage({ data: '{"jsonrpc":"2.0","method":"weather"}' });

    assert.equal(client.state, 'connected');
  });

  it('lists devices, and replaces those of running calls', async () => {
    await connected();
    await client.devices.refresh();
    assert.deepEqual(client.devices.microphones, [{ id: 'mic1', label: 'Microphone' }]);
    const call = client.dial('bob');
    await settle();
    const before = call.localStream.getTracks()[0];

    await client.devices.select('microphone', 'mic1');

    assert.deepEqual(browser.mediaDevices.opened.at(-1).asked, { deviceId: { exact: 'mic1' } });
    assert.equal(before.readyState, 'ended');
    assert.deepEqual(call.localStream.getTracks(), [browser.mediaDevices.opened.at(-1)]);
  });
});
