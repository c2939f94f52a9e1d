/** Calls behind nginx, as operators run it, and over HTTP/2. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { connect } from 'node:http2';
import { join } from 'node:path';
import { Certificate } from '../harness/certificate.js';
import { DemoPage, talk } from '../harness/demo-page.js';
import { Dialtone } from '../harness/dialtone.js';
import { eventually } from '../harness/eventually.js';
import { home } from '../harness/paths.js';
import { Nginx } from '../harness/proxy.js';
import { Scene } from '../harness/scene.js';
import { hears } from '../harness/senses.js';
import { connections, talkBy as talkByWay } from '../harness/talk-by.js';

const scene = new Scene('web-proxies', ['chromium', 'firefox-esr', 'nginx', 'openssl', 'certutil']);
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

/** A call of one of them with Bob, by a way. @param {{ name?: string, meanwhile?: (near: DemoPage) => Promise<unknown> }} [options] */
function talkBy(context, way, transport, { name = 'alice', meanwhile } = {}) {
  return talkByWay(context, { server, visitor: visitors[name], other: visitors.bob }, way, transport, meanwhile);
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
