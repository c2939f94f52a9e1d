/** coturn's own clients use our relay, which runs alone. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Relay } from '../harness/dialtone.js';
import { freePort } from '../harness/ports.js';
import { Scene } from '../harness/scene.js';
import { natdiscovery, startPeer, stunclient, uclient } from '../harness/turn-clients.js';

const LONG_TERM = ['-u', 'alice', '-w', 'open sesame'];
const REST = ['-u', 'bob', '-W', 'a secret of both sides'];

const scene = new Scene('turn-clients', [
  'turnutils_uclient',
  'turnutils_stunclient',
  'turnutils_natdiscovery',
  'turnutils_peer',
]);
const options = { skip: scene.skip };
let port;
let peerPort;

scene.before(async () => {
  peerPort = await freePort();
  scene.owns(startPeer(peerPort));
  const users = ['--user', 'alice:open sesame', '--auth-secret', 'a secret of both sides'];
  // More than the usual, because all of them come from one place, as one user, at the same time.
  const limits = ['--turn.user-quota=100', '--turn.unauthorized-rate-limit=10000'];
  const discovery = ['--turn.discovery.alternate-address=127.0.0.2', '--turn.discovery.alternate-port=0'];
  const relay = scene.owns(await Relay.start([...users, ...limits, ...discovery]));
  port = relay.port;
});

test('turnutils_stunclient learns its address', options, async () => {
  const { code, output } = await stunclient(port);

  assert.equal(code, 0, output);
  assert.match(output, /UDP reflexive addr: 127\.0\.0\.1:\d+/);
});

// Where there is no NAT, everything comes back as from the most generous one.
describe('turnutils_natdiscovery finds', options, () => {
  const questions = [
    ['the mapping', ['-m'], /Endpoint Independent Mapping/],
    ['the filtering', ['-f'], /Endpoint Independent Filtering/],
    ['both with padding', ['-m', '-f', '-P'], /Independent Mapping[^]*Independent Filtering/],
    ['a way back to itself', ['-H'], /successful hairpinning/],
    ['how long a mapping lives', ['-t', '-T', '1'], /RFC 5780 response 2/],
  ];
  for (const [name, how, found] of questions) {
    test(name, async () => {
      const { code, output } = await natdiscovery(port, how);

      assert.equal(code, 0, output);
      assert.match(output, /Other addr: : 127\.0\.0\.2:\d+/);
      assert.match(output, found);
    });
  }
});

// Each of them takes seconds in which it mostly waits, so they run at the same time.
describe('turnutils_uclient gets everything back', { ...options, concurrency: 4 }, () => {
  const ways = [
    ['by ChannelData over UDP', LONG_TERM, []],
    ['by Send and Data over UDP', LONG_TERM, ['-s']],
    ['by ChannelData over TCP', LONG_TERM, ['-t']],
    ['by Send and Data over TCP', LONG_TERM, ['-t', '-s']],
    ['from another client over UDP', LONG_TERM, ['-y']],
    ['from another client over TCP', LONG_TERM, ['-y', '-t']],
    ['with time-limited credentials over UDP', REST, []],
    ['with time-limited credentials over TCP', REST, ['-t']],
    ['with extra requests and padded channels', LONG_TERM, ['-G', '-D']],
  ];
  for (const [name, as, how] of ways) {
    test(name, async () => {
      const { code, sent, received, lost, output } = await uclient(port, { as, how, peerPort });

      assert.equal(code, 0, output);
      assert.ok(sent >= 300, output);
      assert.equal(received, sent, output);
      assert.equal(lost, 0, output);
    });
  }
});

describe('turnutils_uclient gets no allocation', { ...options, concurrency: 4 }, () => {
  const strangers = [
    ['with a wrong password', ['-u', 'alice', '-w', 'closed sesame']],
    ['with a name nobody has', ['-u', 'mallory', '-w', 'open sesame']],
    ['with a wrong secret', ['-u', 'bob', '-W', 'another secret']],
    ['with a wrong password over TCP', ['-u', 'alice', '-w', 'closed sesame', '-t']],
  ];
  for (const [name, as] of strangers) {
    test(name, async () => {
      const { code, received, output } = await uclient(port, { as, peerPort });

      assert.notEqual(code, 0, output);
      assert.match(output, /Cannot complete Allocation/);
      assert.ok(!(received > 0), output);
    });
  }
});
