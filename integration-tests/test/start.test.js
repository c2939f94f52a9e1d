/** What a person reads when the program cannot start, and when it does. */

import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Dialtone, runDialtone } from '../harness/dialtone.js';
import { target } from '../harness/paths.js';
import { RawClient } from '../harness/raw-client.js';
import { Scene } from '../harness/scene.js';

const BAD_CONFIGURATION = 78;

const scene = new Scene('start', []);

/** Starts it with what it cannot start with. */
async function fails(args, env) {
  const program = scene.owns(runDialtone(args, env));
  const code = await program.exited;
  return { code, output: program.output };
}

async function configFile(name, text) {
  const directory = join(target, 'configs');
  mkdirSync(directory, { recursive: true });
  const path = join(directory, name);
  writeFileSync(path, text);
  return path;
}

scene.test('it says where it is and what to do next, and stops when it is asked to', async () => {
  const server = await Dialtone.start();

  assert.match(server.program.output, /open it in two tabs/);
  assert.equal((await fetch(server.url)).status, 200);
  const code = await server.stop();
  assert.ok([0, 143].includes(code), `exit code ${code}`);
  await assert.rejects(fetch(server.url));
});

scene.test('calls go on when it is asked to stop, and it stops when they are over', async () => {
  const server = await Dialtone.start(['--signaling.drain-timeout=10m']);
  const [alice, bob] = await Promise.all(
    ['alice', 'bob'].map(async (user) => {
      const client = await RawClient.connect(server.webSocketUrl);
      await client.ask('session.open', { ticket: await server.ticket(user) });
      await client.ask('room.join', { room: 'standup' });
      return client;
    }),
  );

  server.program.signal('SIGTERM');

  await alice.next(({ method }) => method === 'server.draining');
  await bob.next(({ method }) => method === 'server.draining');
  assert.equal((await fetch(`${server.adminUrl}readyz`)).status, 503);
  assert.equal(server.program.exitCode, null);
  await alice.ask('room.leave', { room: 'standup' });
  assert.equal(await server.program.exited, 143);
});

scene.test('ports in use are told, all of them and in words, and nothing is left open', async () => {
  const holders = [createServer(), createServer(), createServer()];
  const ports = await Promise.all(
    holders.map(async (holder) => {
      await new Promise((resolve) => holder.listen(0, '127.0.0.1', resolve));
      return holder.address().port;
    }),
  );
  try {
    const [page, admin, turn] = ports.map(String);
    const { code, output } = await fails(['--port', page, '--admin-port', admin, '--turn-port', turn]);

    assert.equal(code, 1);
    for (const [port, key] of [[page, 'signaling.listen'], [admin, 'admin.listen'], [turn, 'turn.listen']]) {
      assert.match(output, new RegExp(`127\\.0\\.0\\.1:${port}[^\n]*in use`));
      assert.ok(output.includes(key), output);
    }
    assert.doesNotMatch(output, /\tat |Exception/);
  } finally {
    holders.forEach((holder) => holder.close());
  }
});

scene.test('a broken configuration file is told with all that is wrong with it', async () => {
  const path = await configFile('wrong.yaml', 'signaling:\n  lisen: 127.0.0.1:0\n  max-room-peers: many\nadmin:\n  listen: 127.0.0.1:99999\n');

  const { code, output } = await fails(['--config', path]);

  assert.equal(code, BAD_CONFIGURATION);
  assert.match(output, /lisen[^]*listen/);
  assert.match(output, /max-room-peers/);
  assert.match(output, /99999/);
  assert.doesNotMatch(output, /\tat |Exception/);
});

scene.test('a file that is no YAML is told with the line', async () => {
  const { code, output } = await fails(['--config', await configFile('broken.yaml', 'signaling:\n  listen: [127.0.0.1:0\n')]);

  assert.equal(code, BAD_CONFIGURATION);
  assert.match(output, /broken\.yaml/);
  assert.match(output, /line 3|line 2/);
  assert.doesNotMatch(output, /\tat |Exception/);
});

scene.test('a flag that nobody knows is told, with what to look at', async () => {
  const { code, output } = await fails(['--prot', '9000']);

  assert.notEqual(code, 0);
  assert.match(output, /--prot/);
  assert.match(output, /--port|--help/);
});
