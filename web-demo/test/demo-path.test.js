import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flowOf, pathOf } from '../demo/path.js';

/** @param {object[]} stats */
const report = (stats) => /** @type {RTCStatsReport} */ (new Map(stats.map((one) => [/** @type {any} */ (one).id, one])));

const local = { id: 'L', type: 'local-candidate', candidateType: 'host', protocol: 'udp', address: '192.0.2.1', port: 5000 };
const remote = { id: 'R', type: 'remote-candidate', candidateType: 'srflx', protocol: 'udp', address: '2001:db8::1', port: 6000 };
const pair = { id: 'P', type: 'candidate-pair', localCandidateId: 'L', remoteCandidateId: 'R', currentRoundTripTime: 0.0123 };
const transport = { id: 'T', type: 'transport', selectedCandidatePairId: 'P' };

test('a pair of own addresses is direct', () => {
  assert.deepEqual(pathOf(report([local, remote, pair, transport])), {
    route: 'direct',
    protocol: 'udp',
    roundTripMs: 12,
    local: '192.0.2.1:5000 (own address)',
    remote: '[2001:db8::1]:6000 (address behind NAT)',
  });
});

test('a relay on this side tells how it is reached, not what it relays', () => {
  const relay = { ...local, candidateType: 'relay', relayProtocol: 'tcp' };
  const path = pathOf(report([relay, remote, pair, transport]));
  assert.equal(path?.route, 'relay');
  assert.equal(path?.protocol, 'tcp');
});

test('a relay on the other side is a relay too', () => {
  const path = pathOf(report([local, { ...remote, candidateType: 'relay' }, pair, transport]));
  assert.equal(path?.route, 'relay');
  assert.equal(path?.protocol, 'udp');
});

test('Firefox marks the pair instead of naming it in a transport', () => {
  assert.equal(pathOf(report([local, remote, { ...pair, selected: true }]))?.route, 'direct');
});

test('there is no path before a pair is selected', () => {
  assert.equal(pathOf(report([local, remote, pair])), null);
  assert.equal(pathOf(report([])), null);
});

test('sound and picture are added up', () => {
  const flow = flowOf(
    report([
      { id: 'C', type: 'codec', mimeType: 'audio/opus' },
      { id: 'a', type: 'inbound-rtp', timestamp: 7, codecId: 'C', bytesReceived: 100, packetsReceived: 10, packetsLost: -1 },
      { id: 'v', type: 'inbound-rtp', timestamp: 7, bytesReceived: 900, packetsReceived: 90, packetsLost: 4, frameWidth: 640, frameHeight: 360, framesPerSecond: 29.6 },
      { id: 'o', type: 'outbound-rtp', timestamp: 7, codecId: 'C', bytesSent: 50 },
    ]),
  );
  assert.deepEqual(flow, {
    bytesIn: 1000,
    bytesOut: 50,
    packetsIn: 100,
    packetsLost: 4,
    pictureIn: '640 × 360, 30 per second',
    pictureOut: '',
    codecs: 'opus',
    atMs: 7,
  });
});
