/** pion's TURN client, which many programs in Go are made with, uses our relay, which runs alone. */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { selfSigned } from '../harness/certificate.js';
import { Relay } from '../harness/dialtone.js';
import { buildPion, lackingPion } from '../harness/pion.js';
import { Scene } from '../harness/scene.js';

const scene = new Scene('pion', ['openssl', 'go']);
scene.skip ||= lackingPion();
const options = { skip: scene.skip };
const directory = mkdtempSync(join(tmpdir(), 'dialtone-pion-'));
after(() => rmSync(directory, { recursive: true }));
let pion;
let relayAt;
let certificate;

scene.before(async () => {
  const files = await selfSigned(directory);
  certificate = files.certificate;
  pion = await buildPion(directory);
  const tls = [`--turn.tls.certificate=${certificate}`, `--turn.tls.key=${files.key}`];
  const { port } = scene.owns(await Relay.start(['--user', 'alice:open sesame', ...tls]));
  relayAt = `127.0.0.1:${port}`;
});

describe('pion gets everything back', options, () => {
  for (const network of ['udp', 'tcp', 'tls']) {
    test(`over ${network.toUpperCase()}`, async () => {
      const { code, output } = await pion(network, relayAt, 'alice', 'open sesame', certificate);

      assert.equal(code, 0, output);
      assert.match(output, /seen as 127\.0\.0\.1:\d+, relayed at 127\.0\.0\.1:\d+/);
      assert.match(output, /300 messages came back/);
    });
  }
});

test('pion gets no allocation with a wrong password', options, async () => {
  const { code, output } = await pion('udp', relayAt, 'alice', 'closed sesame');

  assert.equal(code, 1, output);
  assert.match(output, /allocate: .*401/s);
});
