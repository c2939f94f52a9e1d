/** coturn's own clients use our relay, which runs alone. */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { selfSigned } from '../harness/certificate.js';
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
  'openssl',
]);
const options = { skip: scene.skip };
const directory = mkdtempSync(join(tmpdir(), 'dialtone-turn-'));
const IPV6 = { host: '::1' };
after(() => rmSync(directory, { recursive: true }));
let port;
let port6;
let peerPort;

scene.before(async () => {
  peerPort = await freePort();
  scene.owns(startPeer(peerPort));
  const users = ['--user', 'alice:open sesame', '--auth-secret', 'a secret of both sides'];
  // More than the usual, because all of them come from one place, as one user, at the same time, and because those that
  // first try an old version of DTLS, which they do at random, leave their first allocation behind.
  const limits = ['--turn.user-quota=1000', '--turn.unauthorized-rate-limit=10000'];
  const discovery = ['--turn.discovery.alternate-address=127.0.0.2', '--turn.discovery.alternate-port=0'];
  const { certificate, key } = await selfSigned(directory);
  const tls = [`--turn.tls.certificate=${certificate}`, `--turn.tls.key=${key}`];
  const relayed = ['--turn.relay-address=127.0.0.1, ::1'];
  const args = [...users, ...limits, ...discovery, ...tls, ...relayed];
  ({ port, port6 } = scene.owns(await Relay.start(args, { ipv6: true })));
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

// Each of them takes seconds in which it mostly waits, so they run at the same time. Those with TCP connections wait half
// a minute: two clients connect with each other, but between two relayed addresses there can be one connection, and the
// second wish is refused (446).
describe('turnutils_uclient gets everything back', { ...options, concurrency: 4 }, () => {
  const ways = [
    ['by ChannelData over UDP', {}],
    ['by Send and Data over UDP', { how: ['-s'] }],
    ['by ChannelData over TCP', { how: ['-t'] }],
    ['by Send and Data over TCP', { how: ['-t', '-s'] }],
    ['from another client over UDP', { how: ['-y'] }],
    ['from another client over TCP', { how: ['-y', '-t'] }],
    ['with time-limited credentials over UDP', { as: REST }],
    ['with time-limited credentials over TCP', { as: REST, how: ['-t'] }],
    ['with extra requests and padded channels', { how: ['-G', '-D'] }],
    ['with pairs of ports over UDP', { rtcp: true }],
    ['with pairs of ports over TCP', { rtcp: true, how: ['-t'] }],
    ['with pairs of ports from another client', { rtcp: true, how: ['-y'] }],
    ['in packets that are not to be fragmented', { how: ['-g'] }],
    ['in packets that are not to be fragmented, by Send', { how: ['-g', '-s'] }],
    ['while it changes its address, over UDP', { how: ['-M'] }],
    ['while it changes its address, over TCP', { how: ['-M', '-t'] }],
    ['over IPv6', { how: ['-x'], ...IPV6 }],
    ['over IPv6 and TCP', { how: ['-x', '-t'], ...IPV6 }],
    ['from another client over IPv6', { how: ['-x', '-y'], ...IPV6 }],
    ['by TCP connections of two clients (RFC 6062)', { how: ['-T'] }],
    ['by TCP connections of two clients over IPv6', { how: ['-T', '-x'], ...IPV6 }],
    ['by TCP connections of two clients over TLS', { how: ['-T', '-t', '-S'] }],
    ['by TCP connections of two clients over TLS and IPv6', { how: ['-T', '-t', '-S', '-x'], ...IPV6 }],
  ];
  for (const [name, { as = LONG_TERM, ...way }] of ways) {
    test(name, async () => {
      const turnPort = way.host === IPV6.host ? port6 : port;
      const { code, sent, received, lost, output } = await uclient(turnPort, { as, peerPort, ...way });

      assert.equal(code, 0, output);
      assert.ok(sent >= 300, output);
      assert.equal(received, sent, output);
      assert.equal(lost, 0, output);
    });
  }
});

describe('turnutils_uclient gets everything back over DTLS', { ...options, concurrency: 4 }, () => {
  const ways = [
    ['by ChannelData', {}],
    ['by Send and Data', { how: ['-s'] }],
    ['from another client', { how: ['-y'] }],
    ['while it changes its address', { how: ['-M'] }],
    ['over IPv6', { how: ['-x'], ...IPV6 }],
  ];
  for (const [name, { how = [], ...way }] of ways) {
    test(name, async () => {
      const turnPort = way.host === IPV6.host ? port6 : port;
      const over = ['-S', '-E', join(directory, 'certificate.pem')];
      const { code, sent, received, lost, output } = await uclient(turnPort, {
        as: LONG_TERM,
        peerPort,
        ...way,
        how: [...over, ...how],
      });

      assert.equal(code, 0, output);
      assert.ok(sent >= 300, output);
      assert.equal(received, sent, output);
      assert.equal(lost, 0, output);
    });
  }
});

// It takes what one read of a TLS connection gives for one message, and does not count two that came at once. So it is
// enough that most are counted; that none is lost is what the test with pion tells.
describe('turnutils_uclient gets it back over TLS', { ...options, concurrency: 4 }, () => {
  const ways = [
    ['by ChannelData', {}],
    ['by Send and Data', { how: ['-s'] }],
    ['from another client', { how: ['-y'] }],
    ['while it changes its address', { how: ['-M'] }],
    ['over IPv6', { how: ['-x'], ...IPV6 }],
  ];
  for (const [name, { how = [], ...way }] of ways) {
    test(name, async () => {
      const turnPort = way.host === IPV6.host ? port6 : port;
      const over = ['-t', '-S', '-E', join(directory, 'certificate.pem')];
      const { code, sent, received, output } = await uclient(turnPort, {
        as: LONG_TERM,
        peerPort,
        ...way,
        how: [...over, ...how],
      });

      assert.equal(code, 0, output);
      assert.ok(sent >= 300, output);
      assert.ok(received > sent / 2, output);
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

test('turnutils_uclient gets everything back with tokens of three keys (RFC 7635)', options, async () => {
  // Those that it has built in; it takes another one for each Allocate and Refresh.
  const keys = [
    'north:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDEK',
    'union:MTIzNDU2Nzg5MDEyMzQ1Ngo=',
    'oldempire:MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIK',
  ];
  const relay = scene.owns(await Relay.start(keys.map((key) => `--turn.oauth.keys=${key}`)));

  const { code, sent, received, lost, output } = await uclient(relay.port, { as: ['-J'], peerPort });

  assert.equal(code, 0, output);
  assert.ok(sent >= 300, output);
  assert.equal(received, sent, output);
  assert.equal(lost, 0, output);
});
