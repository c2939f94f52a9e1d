/** Calls where something between browser and server lets no WebSocket through, or nothing that lasts; and over HTTP/2. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { connect } from 'node:http2';
import { join } from 'node:path';
import { Certificate } from '../harness/certificate.js';
import { Cuttable } from '../harness/cuttable.js';
import { DemoPage, talk } from '../harness/demo-page.js';
import { Dialtone } from '../harness/dialtone.js';
import { eventually } from '../harness/eventually.js';
import { home } from '../harness/paths.js';
import { HttpProxy, ImpatientProxy, Nginx } from '../harness/proxy.js';
import { Scene } from '../harness/scene.js';
import { hears, timesSilence } from '../harness/senses.js';

const scene = new Scene('transports', ['chromium', 'firefox-esr', 'nginx', 'openssl', 'certutil']);
const LIFE_MS = 3_000;
const LONGER_LIFE_MS = 30_000;
/** Media does not take the way of messages: what a busy machine swallows, and no more. */
const SILENCE_SECONDS = 1.5;
/** A dead connection is asked after ten seconds in a call, and has five to answer; and a busy machine. */
const NOTICED_MS = 25_000;
const PATIENT = { within: 60_000 };
let certificate;
let server;
let secure;
let visitors;

scene.before(async () => {
  certificate = scene.owns(await Certificate.make());
  server = scene.owns(await Dialtone.start());
  const { certificate: file, key } = certificate;
  const config = { signaling: { tls: { certificate: file, key } }, turn: { 'auth-secrets': ['a secret of the relay'] } };
  secure = scene.owns(await Dialtone.start([], { DIALTONE_CONFIG_BODY: JSON.stringify(config) }));
  visitors = {
    alice: await scene.visitor('alice', { tone: 1000, trusted: certificate }),
    bob: await scene.visitor('bob', { tone: 600, trusted: certificate }),
    fox: await scene.visitor('fox', { tone: 700, browser: 'firefox', trusted: certificate }),
  };
  const expected = /WebSocket|ERR_CONNECTION|ERR_EMPTY|ERR_SOCKET|ERR_INCOMPLETE|Failed to load|NetworkError|can’t establish/;
  Object.values(visitors).forEach((visitor) => visitor.expectError(expected));
});

/** What makes nginx pass on WebSockets. */
const UPGRADES = 'proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade;';

async function connections(dialtone, transport) {
  return (await dialtone.metrics()).sum('dialtone_signaling_connections_active', { transport });
}

/**
 * Somebody whose way is bad and somebody whose way is good talk, and whoever hangs up is heard of at the other end.
 *
 * @param {import('node:test').TestContext} context is told for how long nothing was heard
 * @param {{ url: string }} way
 * @param {string} transport that it comes to
 * @param {{ name?: string, meanwhile?: (near: DemoPage) => Promise<unknown> }} [options]
 */
async function talkBy(context, way, transport, { name = 'alice', meanwhile } = {}) {
  const near = new DemoPage(visitors[name], way.url);
  const bob = new DemoPage(visitors.bob, server.url);
  await talk(near, bob, { kind: 'audio' });
  await hears(near.page, near.videoOf(bob), bob.visitor.tone);
  await hears(bob.page, bob.videoOf(near), near.visitor.tone);
  const silence = await timesSilence(bob.page, bob.videoOf(near));
  await meanwhile?.(near);
  await eventually(`${name} is connected by ${transport}`, () => connections(server, transport), {
    until: (count) => count === (transport === 'websocket' ? 2 : 1),
    ...PATIENT,
  });
  await near.page.waitForSelector(`#signaling[data-transport=${transport}]`, { timeout: PATIENT.within });
  assert.ok(await near.page.$('#call[data-state=connected]'), 'the call is still there');
  await hears(bob.page, bob.videoOf(near), near.visitor.tone);
  const seconds = await silence();
  context.diagnostic(`by ${transport}, the longest silence was ${seconds.toFixed(2)} s`);
  assert.ok(seconds < SILENCE_SECONDS, `${seconds} s of silence`);
  await bob.hangUp();
  await near.says('body', /hung up/);
  await talk(bob, near, { kind: 'audio' });
  await near.hangUp();
  await bob.says('body', /hung up/);
  await near.page.goto('about:blank');
}

scene.test('where nothing is in the way it is a WebSocket', (context) => talkBy(context, server, 'websocket'));

scene.test('a proxy that refuses upgrades is passed by a stream of events', async (context) => {
  await talkBy(context, scene.owns(await HttpProxy.to(server.url)), 'sse');
});

scene.test('a proxy that refuses upgrades is passed by a stream of events, from Firefox too', async (context) => {
  await talkBy(context, scene.owns(await HttpProxy.to(server.url)), 'sse', { name: 'fox' });
});

scene.test('a proxy that hands on whole answers only is passed by polls', async (context) => {
  await talkBy(context, scene.owns(await HttpProxy.to(server.url, { buffers: true })), 'poll');
});

scene.test('a proxy that hands on whole answers only is passed by polls, from Firefox too', async (context) => {
  await talkBy(context, scene.owns(await HttpProxy.to(server.url, { buffers: true })), 'poll', { name: 'fox' });
});

scene.test('a proxy that cuts every connection after three seconds is outlived by polls', async (context) => {
  const proxy = scene.owns(await ImpatientProxy.to(server.url, LIFE_MS));

  await talkBy(context, proxy, 'poll', {
    meanwhile: () => eventually('polls are cut as well', () => proxy.cuts, { until: (cuts) => cuts > 8, ...PATIENT }),
  });
});

scene.test('a WebSocket is taken again where one lasts for thirty seconds', async (context) => {
  const proxy = scene.owns(await ImpatientProxy.to(server.url, LONGER_LIFE_MS));
  const resumed = async () => (await server.metrics()).sum('dialtone_signaling_resumes_total', { result: 'recovered' });
  const before = await resumed();

  await talkBy(context, proxy, 'websocket', {
    meanwhile: () => eventually('it was cut twice', resumed, { until: (count) => count >= before + 2, within: 90_000 }),
  });
});

for (const name of ['alice', 'fox']) {
  scene.test(`a connection that dies without a word is noticed within seconds by ${name}'s page`, async (context) => {
    const way = scene.owns(await Cuttable.to(server.url));

    await talkBy(context, way, 'websocket', {
      name,
      meanwhile: async (near) => {
        way.freeze();
        await near.shows('#signaling[data-state=reconnecting]', NOTICED_MS);
        way.mend();
        await near.shows('#signaling[data-state=connected]', PATIENT.within);
      },
    });
  });
}

scene.test('Escape, which closes connections in some Firefoxes, ends no call', async (context) => {
  await talkBy(context, server, 'websocket', { name: 'fox', meanwhile: (near) => near.page.keyboard.press('Escape') });
});

scene.test('a proxy that cuts what is idle leaves a connection alone that has heartbeats', async (context) => {
  const lively = scene.owns(await Dialtone.start([], { DIALTONE_SIGNALING_PING_INTERVAL: '1s' }));
  const nginx = scene.owns(
    await Nginx.start(
      (port) => `server { listen 127.0.0.1:${port}; location / { proxy_pass ${lively.url}; proxy_read_timeout 3s; ${UPGRADES} } }`,
    ),
  );
  const alice = new DemoPage(visitors.alice, nginx.url);
  await alice.connect();
  const seen = Date.now();

  await eventually('more than twice the time has passed', () => Date.now() - seen, { until: (ms) => ms > 7_000 });

  const all = (await lively.metrics()).sum('dialtone_signaling_connections_total', { result: 'accepted' });
  assert.equal(all, 1, 'the first connection is the only one');
  assert.equal(await connections(lively, 'websocket'), 1);
});

scene.test('nginx that was told nothing is passed by a stream of events', async (context) => {
  const nginx = scene.owns(
    await Nginx.start((port) => `server { listen 127.0.0.1:${port}; location / { proxy_pass ${server.url}; } }`),
  );

  await talkBy(context, nginx, 'sse');
});

scene.test('nginx that insists on buffering is passed by polls', async (context) => {
  const ignoring = 'proxy_ignore_headers X-Accel-Buffering;';
  const nginx = scene.owns(
    await Nginx.start((port) => `server { listen 127.0.0.1:${port}; location / { ${ignoring} proxy_pass ${server.url}; } }`),
  );

  await talkBy(context, nginx, 'poll');
});

scene.test('nginx as the page about networks has it lets WebSockets through', async (context) => {
  const page = readFileSync(join(home, 'docs', 'networks.md'), 'utf8');
  const [, example] = page.match(/```nginx\n([^]*?)```/);
  const nginx = scene.owns(
    await Nginx.start((port) => {
      const changes = [
        ['listen 443 ssl', `listen 127.0.0.1:${port} ssl`],
        ['gw.example.com;', 'localhost;'],
        ['/etc/ssl/gw.example.com.pem', certificate.certificate],
        ['/etc/ssl/gw.example.com.key', certificate.key],
        ['http://127.0.0.1:8080', server.url.replace(/\/$/, '')],
      ];
      return changes.reduce((text, [from, to]) => {
        assert.ok(text.includes(from), from);
        return text.replace(from, to);
      }, example);
    }, 'https'),
  );

  await talkBy(context, nginx, 'websocket');
});

scene.test('WebSockets and pages share one connection of HTTP/2', async () => {
  const accepted = async () =>
    (await secure.metrics()).sum('dialtone_signaling_connections_total', { http: '2', transport: 'websocket', result: 'accepted' });
  const alice = new DemoPage(visitors.alice, secure.url);
  const bob = new DemoPage(visitors.bob, secure.url);

  await talk(alice, bob, { kind: 'audio' });
  await hears(bob.page, bob.videoOf(alice), alice.visitor.tone);

  assert.ok((await accepted()) >= 2, `${await accepted()} WebSockets over HTTP/2`);
  await alice.hangUp();
});

scene.test('Firefox calls where HTTP/2 is spoken', async () => {
  const fox = new DemoPage(visitors.fox, secure.url);
  const bob = new DemoPage(visitors.bob, secure.url);

  await talk(fox, bob, { kind: 'audio' });

  await hears(bob.page, bob.videoOf(fox), fox.visitor.tone);
  await fox.hangUp();
});

scene.test('two WebSockets in one connection of HTTP/2 are two connections', async () => {
  const session = connect(secure.url, { ca: readFileSync(certificate.authority) });
  await new Promise((resolve) => session.once('remoteSettings', resolve));
  const open = () =>
    new Promise((resolve, reject) => {
      const stream = session.request({
        ':method': 'CONNECT',
        ':protocol': 'websocket',
        ':scheme': 'https',
        ':path': '/v1/ws',
        'sec-websocket-version': '13',
        'sec-websocket-protocol': 'dialtone.v1',
      }, { endStream: false });
      stream.on('response', (headers) => resolve({ stream, status: headers[':status'] }));
      stream.on('error', reject);
    });
  const before = await connections(secure, 'websocket');

  const both = await Promise.all([open(), open()]);

  assert.deepEqual(both.map(({ status }) => status), [200, 200]);
  await eventually('there are two more', () => connections(secure, 'websocket'), { until: (count) => count === before + 2 });
  const [{ stream }] = both;
  const answered = new Promise((resolve) => stream.once('data', resolve));
  stream.write(textFrame({ jsonrpc: '2.0', id: 1, method: 'session.iceServers' }));
  assert.match(String(await answered), /signaling\/not-open/);
  session.destroy();
  await eventually('they are gone', () => connections(secure, 'websocket'), { until: (count) => count === before });
});

/** A short text frame as clients send them, masked with zeros. */
function textFrame(message) {
  const payload = Buffer.from(JSON.stringify(message));
  return Buffer.concat([Buffer.from([0x81, 0x80 | payload.length, 0, 0, 0, 0]), payload]);
}
