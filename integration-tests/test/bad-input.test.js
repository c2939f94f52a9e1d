/** What strangers send harms nobody: a call goes on while it comes. */

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { connect } from 'node:net';
import { DemoPage, seeAndHearEachOther, talk } from '../harness/demo-page.js';
import { Dialtone } from '../harness/dialtone.js';
import { eventually } from '../harness/eventually.js';
import { Scene } from '../harness/scene.js';
import { RawClient } from '../harness/raw-client.js';

const TOO_LARGE = 'x'.repeat(65_537);
/** Noise, and what begins like Allocate, like a message that is no request, and like ChannelData, to get further. */
const STARTS = ['', '000300082112a442', '011300002112a442', '4000ffff'].map((hex) => Buffer.from(hex, 'hex'));
const NOT_UTF8 = Buffer.from([0x7b, 0xc3, 0x28, 0x7d]);

const scene = new Scene('bad-input');
let server;
let alice;
let bob;

scene.before(async () => {
  server = scene.owns(await Dialtone.start());
  alice = new DemoPage(await scene.visitor('alice', { tone: 1000 }), server.url);
  bob = new DemoPage(await scene.visitor('bob', { tone: 600 }), server.url);
  await talk(alice, bob, { query: { relay: '1' } });
});

/** A test after which the call, which goes through the relay, still goes on. */
function test(name, body) {
  scene.test(name, async () => {
    await body();

    await seeAndHearEachOther(alice, bob);
  });
}

/** A client with a session of its own. */
async function opened(user) {
  const client = await RawClient.connect(server.webSocketUrl);
  await client.ask('session.open', { ticket: await server.ticket(user) });
  return client;
}

const refused = async (code) =>
  (await server.metrics()).sum('dialtone_signaling_messages_total', { direction: 'in', result: code });

test('a message that is too large closes its connection with 1009', async () => {
  const client = await opened('mallory');

  client.send(JSON.stringify({ jsonrpc: '2.0', id: 9, method: TOO_LARGE }));

  assert.equal(await client.closed, 1009);
});

test('text that is not UTF-8 closes its connection with 1007', async () => {
  const client = await opened('mallory');

  client.sendAsText(NOT_UTF8);

  assert.equal(await client.closed, 1007);
});

const request = (method, params) => JSON.stringify({ jsonrpc: '2.0', id: 7, method, params });

for (const [what, message, code, words] of [
  ['what is not JSON', '{"jsonrpc": ', 'signaling/parse', /JSON/],
  ['JSON that is no request', '[1, 2]', 'signaling/invalid-request', /./],
  ['an unknown method', request('call.everybody'), 'signaling/unknown-method', /call\.everybody/],
  ['a call without an offer', request('call.invite', { to: 'user:bob' }), 'signaling/invalid-params', /offer/],
]) {
  test(`${what} is answered in words and counted, and the connection goes on`, async () => {
    const client = await opened('mallory');
    const before = await refused(code);

    client.send(message);

    const { error } = await client.next(({ error }) => error);
    assert.equal(error.data.code, code);
    assert.match(error.message, words);
    assert.equal(await refused(code), before + 1);
    assert.ok((await client.ask('session.iceServers', {})).iceServers);
    client.close();
  });
}

test('a call to nobody is answered in words', async () => {
  const client = await opened('mallory');
  const offer = { type: 'offer', sdp: 'v=0\r\n' };

  await assert.rejects(client.ask('call.invite', { to: 'user:nobody', media: {}, offer }), { code: 'call/not-found' });
  client.close();
});

test('candidates of a call that is over are answered in words', async () => {
  const [caller, callee] = [await opened('mallory'), await opened('trent')];
  const offer = { type: 'offer', sdp: 'v=0\r\n' };
  const { call } = await caller.ask('call.invite', { to: 'user:trent', media: {}, offer });
  await callee.next(({ method }) => method === 'call.incoming');
  await caller.ask('call.hangup', { call });

  const candidate = 'candidate:1 1 udp 1 192.0.2.1 9 typ host';
  const candidates = [{ candidate, sdpMid: '0', sdpMLineIndex: 0, usernameFragment: 'x' }];
  await assert.rejects(callee.ask('call.trickle', { call, candidates }), { code: 'call/ended' });
  caller.close();
  callee.close();
});

test('a flood of requests is refused and then cut off', async () => {
  const client = await opened('mallory');
  const before = await refused('signaling/rate-limited');

  for (let id = 100; id < 3_000; id++) {
    client.send(JSON.stringify({ jsonrpc: '2.0', id, method: 'session.iceServers', params: {} }));
  }

  assert.equal(await client.closed, 4429);
  assert.ok((await refused('signaling/rate-limited')) > before);
});

test('garbage by UDP does no harm', async () => {
  const socket = createSocket('udp4');
  for (let i = 0; i < 2_000; i++) {
    const noise = randomBytes(i % 600);
    const start = STARTS[i % STARTS.length];
    await new Promise((resolve) => socket.send(Buffer.concat([start, noise]), server.turnPort, '127.0.0.1', resolve));
  }
  socket.close();
});

test('a stream that cannot be cut into messages is closed', async () => {
  const otherCookie = Buffer.concat([Buffer.from([0, 1, 0, 8, 0xde, 0xad, 0xbe, 0xef]), randomBytes(20)]);
  for (const garbage of [otherCookie, Buffer.alloc(5_000, 0xff), Buffer.from([0x16, 3, 1, 2, 0])]) {
    const socket = connect(server.turnPort, '127.0.0.1');
    socket.on('error', () => {}); // it may be closed while it still sends
    socket.resume().write(garbage);
    await eventually('the relay closes the connection', () => socket.closed);
  }
});

test('paths that lead out of the pages are not found', async () => {
  for (const path of ['/sdk/..%2f..%2fpom.xml', '/demo/%2e%2e/%2e%2e/etc/passwd', '/..%5c..%5cetc/passwd', '/nothing']) {
    const answer = await fetch(server.url.replace(/\/$/, '') + path);
    assert.ok([400, 404].includes(answer.status), `${path}: ${answer.status}`);
    assert.doesNotMatch(await answer.text(), /<project|root:/);
  }
});

test('nothing of it all was a bug that the log had to tell of', async () => {
  assert.doesNotMatch(server.program.output, /Exception| ERROR /);
});
