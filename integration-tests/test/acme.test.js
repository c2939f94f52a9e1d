/** Certificates from an authority by ACME: Pebble, by the makers of Let's Encrypt, which asks the port itself whether the name is ours. */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Certificate } from '../harness/certificate.js';
import { Dialtone, Relay } from '../harness/dialtone.js';
import { eventually } from '../harness/eventually.js';
import { EXTERNAL, Pebble } from '../harness/pebble.js';
import { freePort } from '../harness/ports.js';
import { Scene } from '../harness/scene.js';
import { TlsClient } from '../harness/tls-client.js';

const NAME = 'call.example.test';
const ALSO = 'www.example.test';

/** Two thirds of it are waited for. */
const SHORT_SECONDS = 24;
const PATIENCE = { within: 90_000 };

const scene = new Scene('acme', ['pebble', 'openssl']);
const storages = [];
let certificate;

scene.before(async () => {
  certificate = scene.owns(await Certificate.make());
  scene.owns({ stop: async () => storages.forEach((path) => rmSync(path, { recursive: true, force: true })) });
});

function storage() {
  const path = mkdtempSync(join(tmpdir(), 'dialtone-acme-'));
  storages.push(path);
  return path;
}

/** @param {{ port: number, pebble: Pebble, kept?: string }} options port: of pages */
async function serve({ port, pebble, kept = storage() }) {
  const acme = { domains: [NAME, ALSO], 'agree-terms': true, directory: pebble.url, ca: pebble.ca, storage: kept };
  const config = { acme, turn: { 'self-test-interval': '0s' } };
  const env = { DIALTONE_CONFIG_BODY: JSON.stringify(config) };
  return scene.owns(await Dialtone.start(['--port', String(port)], env));
}

/** A connection that shows a certificate of the authority's. */
function trusted(port, { root }, name = NAME) {
  return eventually(
    `port ${port} shows a certificate of the authority's for ${name}`,
    async () => {
      const client = await TlsClient.connect(port, { name, root });
      if (!client.trusts) {
        client.close();
      }
      return client;
    },
    { until: ({ trusts }) => trusts, ...PATIENCE },
  );
}

async function notes(dialtone) {
  const answer = await fetch(`${dialtone.adminUrl}readyz`);
  assert.equal(answer.status, 200);
  return (await answer.json()).notes;
}

const orders = async (dialtone, result) => (await dialtone.metrics()).sum('dialtone_tls_acme_orders_total', result ? { result } : {});

scene.test('pages and TURN have a certificate that nobody put there, and have it at once at the next start', async () => {
  const port = await freePort();
  const pebble = scene.owns(await (await Pebble.make(certificate, { asksPort: port })).start());
  const kept = storage();
  const dialtone = await serve({ port, pebble, kept });
  assert.equal(dialtone.url, `https://${NAME}:${port}/`);

  const page = await trusted(port, pebble);
  assert.equal(await page.getStatus('/', NAME), 200);
  page.close();
  const turn = await trusted(dialtone.turnPort, pebble, ALSO);
  assert.ok(await turn.isTurn());
  assert.equal(turn.serial, page.serial);
  turn.close();
  const shared = await trusted(port, pebble);
  assert.ok(await shared.isTurn());
  shared.close();
  assert.equal(await orders(dialtone, 'obtained'), 1);
  assert.deepEqual(await notes(dialtone), []);

  await dialtone.stop();
  await pebble.end();
  const again = await serve({ port, pebble, kept });
  const client = await TlsClient.connect(port, { name: NAME, root: pebble.root });
  client.close();
  assert.ok(client.trusts);
  assert.equal(client.serial, page.serial);
  assert.equal(await orders(again), 0);
  assert.deepEqual(await notes(again), []);
});

scene.test('it is renewed ahead of its end, and connections there are go on', async () => {
  const port = await freePort();
  const pebble = scene.owns(await (await Pebble.make(certificate, { asksPort: port, validSeconds: SHORT_SECONDS })).start());
  await serve({ port, pebble });
  const before = await trusted(port, pebble);
  assert.equal(await before.getStatus('/', NAME), 200);

  const after = await eventually(
    'another certificate',
    async () => {
      assert.equal(await before.getStatus('/', NAME), 200);
      const client = await TlsClient.connect(port, { name: NAME, root: pebble.root });
      client.close();
      return client;
    },
    { until: ({ trusts, serial }) => trusts && serial !== before.serial, ...PATIENCE },
  );

  assert.notEqual(after.serial, before.serial);
  assert.equal(await before.getStatus('/', NAME), 200);
  before.close();
});

scene.test('an authority that is away is told in words, and asked again when it is back', async () => {
  const port = await freePort();
  const pebble = scene.owns(await Pebble.make(certificate, { asksPort: port }));

  const dialtone = await serve({ port, pebble });

  await dialtone.program.prints(/event=acme_failed.*cannot be reached: it takes no connection; there is no certificate yet/);
  assert.match((await notes(dialtone)).join(), /^acme: https:.* cannot be reached: it takes no connection/);
  const client = await TlsClient.connect(port, { name: NAME });
  client.close();
  assert.equal(client.subject, 'Dialtone waits for its certificate');
  assert.equal(client.trusts, false);
  assert.ok((await orders(dialtone, 'unreachable')) >= 1);

  await pebble.start();
  (await trusted(port, pebble)).close();
  assert.deepEqual(await notes(dialtone), []);
});

scene.test('a name that leads somewhere else is told, and not asked for all the time', async () => {
  const port = await freePort();
  const pebble = scene.owns(await (await Pebble.make(certificate, { asksPort: await freePort() })).start());

  const dialtone = await serve({ port, pebble });

  await dialtone.program.prints(/event=acme_failed.*did not find this server at \w+\.example\.test.*port 443.*Failed to connect/);
  assert.equal(await orders(dialtone, 'refused'), 1);
});

scene.test('the relay alone has one too, by an account that the authority knows from elsewhere', async () => {
  const port = await freePort();
  const pebble = scene.owns(await (await Pebble.make(certificate, { asksPort: port, external: true })).start());
  const { keyId, macKey } = EXTERNAL;
  const flags = { domains: NAME, 'agree-terms': true, directory: pebble.url, ca: pebble.ca, storage: storage() };
  const account = { email: 'admin@example.test', 'eab-key-id': keyId, 'eab-mac-key': macKey };
  const acme = Object.entries({ ...flags, ...account }).map(([key, value]) => `--acme.${key}=${value}`);

  scene.owns(await Relay.start(['--user', 'alice:secret', ...acme], { port }));

  const client = await trusted(port, pebble);
  assert.ok(await client.isTurn());
  client.close();
});
