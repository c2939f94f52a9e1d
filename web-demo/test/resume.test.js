import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import { Dialtone } from '../sdk/dialtone.js';
import { installBrowser, settle, until } from './fake-browser.js';
import { FakeServer } from './fake-server.js';

describe('a session that outlives its connection', () => {
  let server;
  let client;
  let recovers;

  beforeEach(async () => {
    installBrowser();
    server = new FakeServer().install();
    mock.timers.enable({ apis: ['setTimeout'] });
    mock.method(Math, 'random', () => 0.5);
    recovers = true;
    server.resumable(() => recovers);
    client = new Dialtone({ url: 'https://gw.example.com', token: 't1', logger: { debug() {}, warn() {} } });
    client.states = [];
    client.addEventListener('statechange', ({ state }) => client.states.push(state));
    await client.connect();
  });
  afterEach(async () => {
    await client.close();
    mock.timers.reset();
    mock.restoreAll();
  });

  async function incoming() {
    const offer = { type: 'offer', sdp: 'v=0' };
    let call;
    client.addEventListener('incomingcall', (event) => (call = event.call), { once: true });
    server.send('call.incoming', { call: 'c_1', from: { address: 'user:bob' }, media: { audio: true, video: false }, offer }, 1);
    await until(() => call);
    return call;
  }

  it('shows its secret and the last event that came', async () => {
    await incoming();
    server.lose();
    await client.connect();

    const { params } = server.asked('session.open')[1];
    assert.deepEqual(params.resume, { token: 'secret', lastSeq: 1 });
    assert.deepEqual(client.states, ['connecting', 'connected', 'reconnecting', 'connected']);
  });

  it('keeps its calls', async () => {
    const call = await incoming();
    server.lose();
    assert.equal(call.state, 'incoming');
    await client.connect();
    server.send('call.ended', { call: 'c_1', reason: 'cancelled', message: 'They hung up.' }, 2);

    assert.equal(await call.ended, 'cancelled');
  });

  it('ends its calls when the server has ended them', async () => {
    const call = await incoming();
    recovers = false;
    server.lose();
    await client.connect();

    assert.equal(await call.ended, 'signaling-lost');
    server.lose();
    await client.connect();
    assert.deepEqual(server.asked('session.open')[2].params.resume, { token: 'secret', lastSeq: 0 });
  });

  it('ends its calls when the server waits no more', async () => {
    const call = await incoming();
    server.refusals = [1006, 1006, 1006, 1006, 1006, 1006, 1006, 1006, 1006, 1006, 1006, 1006];
    server.lose();
    await settle();
    assert.equal(call.state, 'incoming');
    mock.timers.tick(30_000);
    await settle();

    assert.equal(call.endReason, 'signaling-lost');
  });

  it('ends its calls at once when the server stops', async () => {
    const call = await incoming();
    server.lose(1001);

    assert.equal(call.endReason, 'signaling-lost');
  });

  it('asks again, as it was, what was not answered', async () => {
    let silent = true;
    server.on('call.ring', () => (silent ? new Promise(() => {}) : {}));
    await incoming();
    await until(() => server.asked('call.ring').length === 1);
    silent = false;
    server.lose();
    await client.connect();
    await until(() => server.asked('call.ring').length === 2);

    const [first, again] = server.asked('call.ring');
    assert.deepEqual(again, first);
  });

  it('lets wait what is asked without a connection', async () => {
    const call = await incoming();
    server.lose();
    const rejected = call.reject();
    assert.equal(server.asked('call.decline').length, 0);
    await client.connect();
    await rejected;

    assert.equal(server.asked('call.decline').length, 1);
  });

  it('is closed at once also without a connection', async () => {
    const call = await incoming();
    server.refusals = [1006, 1006, 1006];
    server.lose();
    await client.close();

    assert.equal(call.state, 'ended');
    assert.equal(client.state, 'closed');
  });

  it('tells the server now and then what has come', async () => {
    for (let seq = 1; seq <= 33; seq++) {
      server.send('room.peerLeft', { room: 'r', peer: 'p_1', reason: 'left' }, seq);
    }
    await settle();

    assert.deepEqual(server.asked('session.ack').map(({ params }) => params.seq), [16, 32]);
  });
});
