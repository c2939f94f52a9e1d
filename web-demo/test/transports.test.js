import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import { Dialtone } from '../sdk/dialtone.js';
import { installBrowser, settle, until } from './fake-browser.js';
import { FakeHttp } from './fake-http.js';
import { FakeServer } from './fake-server.js';

describe('a client where WebSockets do not get through', () => {
  let server;
  let http;
  let client;

  beforeEach(() => {
    installBrowser();
    server = new FakeServer().install();
    http = new FakeHttp(server).install();
    mock.timers.enable({ apis: ['setTimeout', 'Date'], now: Date.now() });
    mock.method(Math, 'random', () => 0.5);
    server.resumable();
  });
  afterEach(async () => {
    await client?.close();
    mock.timers.reset();
    mock.restoreAll();
  });

  async function connect(options = {}) {
    client = new Dialtone({ url: 'https://gw.example.com', token: 't1', logger: { debug() {}, warn() {} }, ...options });
    client.states = [];
    client.addEventListener('statechange', ({ state }) => client.states.push(state));
    client.ways = [];
    client.addEventListener('transportchange', () => client.ways.push(client.transport));
    let isSettled = false;
    const connecting = client.connect();
    connecting.then(() => (isSettled = true), () => (isSettled = true));
    for (let turn = 0; turn < 40 && !isSettled; turn++) {
      await settle();
      mock.timers.tick(1_000);
    }
    return connecting;
  }

  async function after(ms) {
    mock.timers.tick(ms);
    await settle();
  }

  async function incoming(seq) {
    const offer = { type: 'offer', sdp: 'v=0' };
    const media = { audio: true, video: false };
    let call;
    client.addEventListener('incomingcall', (event) => (call = event.call), { once: true });
    server.send('call.incoming', { call: `c_${seq}`, from: { address: 'user:bob' }, media, offer }, seq);
    await until(() => call);
    return call;
  }

  it('takes a WebSocket where there is one, and loads nothing else', async () => {
    await connect();

    assert.equal(client.transport, 'websocket');
    assert.deepEqual(http.asked, []);
  });

  it('takes a stream of events when a WebSocket is refused, and the server answers', async () => {
    server.refusals = [1006];
    await connect();

    assert.equal(client.transport, 'sse');
    const call = await incoming(1);
    await call.reject();
    assert.equal(server.asked('call.decline').length, 1);
    assert.deepEqual(client.states, ['connecting', 'connected']);
  });

  it('takes polls when no stream arrives either', async () => {
    server.refusals = [1006];
    http.lets.sse = false;
    await connect();

    assert.equal(client.transport, 'poll');
    const call = await incoming(1);
    await call.reject();
    assert.equal(server.asked('call.decline').length, 1);
  });

  it('takes another way when a WebSocket does not open in time', async () => {
    globalThis.WebSocket = class {
      close() {}
    };
    await connect();

    assert.equal(client.transport, 'sse');
  });

  it('does not take another way when the server is not there at all', async () => {
    globalThis.fetch = async () => {
      throw new TypeError('network');
    };
    server.refusals = [1006, 1006, 1006];

    await assert.rejects(connect(), { code: 'signaling/unreachable' });

    assert.equal(server.sockets.length, 3);
  });

  it('takes only the ways it is told to, in their order', async () => {
    await connect({ transports: ['poll', 'websocket'] });

    assert.equal(client.transport, 'poll');
    assert.equal(client.state, 'connected');
  });

  for (const transports of [[], ['pigeon']]) {
    it(`does not know the ways ${JSON.stringify(transports)}`, async () => {
      await assert.rejects(connect({ transports }), { code: 'client/transports' });
    });
  }

  it('keeps its session and its calls on the next way', async () => {
    await connect();
    const call = await incoming(1);
    server.refusals = [1006];
    server.lose();
    await settle();
    await until(() => client.state === 'connected');

    assert.equal(client.transport, 'sse');
    assert.deepEqual(server.asked('session.open')[1].params.resume, { token: 'secret', lastSeq: 1 });
    assert.equal(call.state, 'incoming');
  });

  it('polls when connections are cut again and again', async () => {
    await connect();
    for (let cut = 0; cut < 3; cut++) {
      await after(3_000);
      server.lose();
      await settle();
      await until(() => client.state === 'connected');
    }

    assert.equal(client.transport, 'poll');
  });

  it('stays with a WebSocket that is cut now and then', async () => {
    await connect();
    for (let cut = 0; cut < 4; cut++) {
      await after(11_000);
      server.lose();
      await settle();
      await until(() => client.state === 'connected');
    }

    assert.equal(client.transport, 'websocket');
    assert.deepEqual(client.ways, ['websocket'], 'it is told only when it is another one');
  });

  it('goes back to a WebSocket when nothing goes on, without being disconnected', async () => {
    server.refusals = [1006];
    await connect();
    server.send('room.peerLeft', { room: 'r', peer: 'p_1', reason: 'left' }, 1);
    await settle();
    await after(61_000);
    await until(() => client.transport === 'websocket');
    await settle();

    assert.deepEqual(client.states, ['connecting', 'connected']);
    assert.deepEqual(client.ways, ['sse', 'websocket']);
    assert.deepEqual(server.asked('session.open')[1].params.resume, { token: 'secret', lastSeq: 1 });
    await incoming(2);
  });

  it('stays where it is while a call goes on', async () => {
    server.refusals = [1006];
    await connect();
    await incoming(1);
    await after(61_000);

    assert.equal(client.transport, 'sse');
    assert.equal(server.asked('session.open').length, 1);
  });

  it('tries ever less often to go back', async () => {
    server.refusals = Array(9).fill(1006);
    await connect();
    const stream = server.socket;
    const attempts = () => server.sockets.filter(({ url }) => url).length;
    const minute = async () => {
      for (let half = 0; half < 2; half++) {
        await after(30_500);
        stream.write('event: ping\ndata: {}\n\n');
        await settle();
      }
    };
    await minute();
    assert.equal(attempts(), 2);
    await minute();
    assert.equal(attempts(), 2);
    await minute();

    assert.equal(attempts(), 3);
    assert.equal(client.transport, 'sse');
    assert.equal(client.state, 'connected');
  });

  it('sends again what may not have arrived, and each message is taken once', async () => {
    server.refusals = [1006];
    http.lets.sse = false;
    await connect();
    const call = await incoming(1);
    http.lostAfter = 2;
    http.lostBefore = 1;
    const rejected = call.reject();
    for (let turn = 0; turn < 5; turn++) {
      await settle();
      await after(1_000);
    }
    await rejected;

    assert.equal(server.asked('call.decline').length, 1);
    assert.deepEqual(client.states, ['connecting', 'connected']);
  });

  it('goes on polling where a proxy never waits for long', async () => {
    server.refusals = [1006];
    http.lets.sse = false;
    await connect();
    for (let turn = 0; turn < 10; turn++) {
      await after(3_000);
      http.waitsNoLonger();
      await settle();
      await after(500);
    }
    await incoming(1);

    assert.deepEqual(client.states, ['connecting', 'connected']);
  });

  it('makes a request again that was written after the end of a connection', async () => {
    await connect();
    const call = await incoming(1);
    server.socket.send = () => {}; // what a browser does with it, until it tells that the connection is over
    const rejected = call.reject();
    await settle();
    server.lose();
    await rejected;

    assert.equal(server.asked('call.decline').length, 1);
  });

  it('refuses a request after it was closed', async () => {
    await connect();
    const call = await incoming(1);
    await client.close();

    await assert.rejects(call.reject(), { code: 'call/wrong-state' });
  });

  it('gives a sign of life when a stream asks for one', async () => {
    server.refusals = [1006];
    await connect();
    server.socket.write('event: ping\ndata: {}\n\n');
    await settle();

    assert.match(http.asked.at(-1), /^messages/);
  });

  it('notices that a stream has died', async () => {
    server.refusals = [1006];
    await connect();
    await incoming(1);
    await after(63_000);
    await until(() => client.state === 'connected');

    assert.ok(server.asked('session.open').length >= 2);
  });

  it('notices that a WebSocket has died without a word, and is patient when nothing goes on', async () => {
    await connect();
    server.on('session.ack', () => new Promise(() => {}));
    await after(23_000);
    assert.deepEqual(server.asked('session.ack'), []);
    await after(1_000);
    assert.equal(server.asked('session.ack').length, 1);
    await after(5_000);
    await until(() => client.state === 'connected');

    assert.equal(server.sockets.length, 2);
  });

  it('notices it within fifteen seconds of a call', async () => {
    await connect();
    await incoming(1);
    server.on('session.ack', () => new Promise(() => {}));
    await after(10_000);
    await after(5_000);
    await until(() => client.state === 'connected' && server.sockets.length === 2);

    assert.equal(client.transport, 'websocket');
  });

  it('stays with a WebSocket that answers when it is asked', async () => {
    await connect();
    await incoming(1);
    for (let turn = 0; turn < 12; turn++) {
      await after(5_000);
    }

    assert.ok(server.asked('session.ack').length >= 4);
    assert.deepEqual(client.states, ['connecting', 'connected']);
  });

  it('tells what a stream was closed with', async () => {
    server.refusals = [1006];
    await connect();
    let drains = 0;
    client.addEventListener('drain', () => drains++);
    server.lose(1001);
    await settle();

    assert.equal(drains, 1);
    assert.equal(client.transport, undefined);
  });

  it('understands a stream however it is cut into pieces', async () => {
    server.refusals = [1006];
    await connect();
    const bye = { jsonrpc: '2.0', method: 'room.peerLeft', params: { room: 'ü', peer: 'p_1', reason: 'left' }, seq: 16 };
    [...`data: ${JSON.stringify(bye)}\n\n`].forEach((piece) => server.socket.write(piece));
    await settle();

    assert.deepEqual(server.asked('session.ack').map(({ params }) => params.seq), [16]);
  });

  it('says goodbye on every way', async () => {
    server.refusals = [1006];
    await connect();
    await client.close();
    await settle();

    assert.equal(server.asked('session.close').length, 1);
  });
});

describe('a page with https', () => {
  for (const [url, expected] of [
    ['http://gw.example.com', 'wss://gw.example.com/v1/ws'],
    ['ws://gw.example.com/v1/ws', 'wss://gw.example.com/v1/ws'],
    ['http://localhost:8080', 'ws://localhost:8080/v1/ws'],
  ]) {
    it(`connects to ${url} by ${expected}`, async () => {
      installBrowser();
      const server = new FakeServer().install();
      const client = new Dialtone({ url, token: 't', logger: { debug() {}, warn() {} } });
      await client.connect();

      assert.equal(server.socket.url, expected);
      await client.close();
    });
  }
});
