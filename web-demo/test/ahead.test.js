import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { ahead } from '../sdk/ahead.js';
import { Dialtone } from '../sdk/dialtone.js';
import { FakePeerConnection, installBrowser, settle, until } from './fake-browser.js';
import { FakeServer } from './fake-server.js';

const GATEWAY = {
  fingerprint: 'sha-256 12:AB',
  candidates: ['1 1 udp 2130706431 192.0.2.1 5004 typ host', '2 1 udp 2130706175 2001:db8::1 5004 typ host'],
  ufragPrefix: 'ahead',
};
const OFFER = 'v=0\r\na=group:BUNDLE 7\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111 0\r\na=mid:7\r\na=sendrecv\r\n';

/** A call that asks for it, and what its connection was told. */
function callWith(gateway, setRemoteDescription = async () => {}) {
  const told = [];
  const connection = {
    setRemoteDescription(description) {
      told.push(description);
      return setRemoteDescription();
    },
  };
  return { _context: { gateway }, remote: { identity: { address: 'tel:+15551234567' }, _peer: { connection } }, told };
}

describe('a call to a phone that begins ahead', () => {
  it('takes the transport of the gateway for the beginning of its answer', () => {
    const call = callWith(GATEWAY);

    const { ufrag, password } = ahead(call, OFFER);

    assert.match(ufrag, /^ahead[A-Za-z0-9+/]{12}$/);
    assert.match(password, /^[A-Za-z0-9+/]{32}$/);
    const [{ type, sdp }] = call.told;
    assert.equal(type, 'pranswer');
    for (const line of [
      'a=group:BUNDLE 7',
      'a=mid:7',
      'a=ice-lite',
      `a=ice-ufrag:${ufrag}`,
      `a=ice-pwd:${password}`,
      'a=fingerprint:sha-256 12:AB',
      'a=setup:active',
      'a=candidate:1 1 udp 2130706431 192.0.2.1 5004 typ host',
      'a=candidate:2 1 udp 2130706175 2001:db8::1 5004 typ host',
    ]) {
      assert.ok(sdp.split('\r\n').includes(line), line);
    }
    assert.ok(sdp.endsWith('\r\n'));
  });

  it('is known by something else each time', () => {
    assert.notDeepEqual(ahead(callWith(GATEWAY), OFFER), ahead(callWith(GATEWAY), OFFER));
  });

  it('waits for the answer where the server has no gateway, or the offer has more than sound', () => {
    const without = callWith(undefined);
    const withPicture = callWith(GATEWAY);

    assert.equal(ahead(without, OFFER), undefined);
    assert.equal(ahead(withPicture, `${OFFER}m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:8\r\n`), undefined);

    assert.deepEqual([...without.told, ...withPicture.told], []);
  });

  it('waits for the answer in a browser that takes no provisional one', async () => {
    const call = callWith(GATEWAY, () => Promise.reject(new DOMException('not yet implemented', 'NotSupportedError')));

    assert.ok(ahead(call, OFFER));

    await settle();
  });
});

describe('a client', () => {
  let client;

  beforeEach(() => {
    installBrowser();
    // There is always time.
    globalThis.requestIdleCallback = (task) => task();
  });
  afterEach(async () => {
    delete globalThis.requestIdleCallback;
    await client.close();
  });

  it('begins its calls to phones before they are answered, and tells phones no candidates', async () => {
    const server = new FakeServer().install().on('session.open', {
      session: 's_1',
      self: { address: 'user:alice' },
      iceServers: [],
      iceExpiresAt: '2099-01-01T00:00:00Z',
      ticketExpiresAt: '2099-01-01T00:00:00Z',
      gateway: GATEWAY,
    });
    client = new Dialtone({ url: 'https://gw.example.com', token: 't' });
    await client.connect();
    await settle();

    const call = client.dial('tel:+15551234567');
    await until(() => call.id !== '');

    const connection = FakePeerConnection.all.at(-1);
    const { ufrag } = server.asked('call.invite')[0].params.gatewayIce;
    assert.equal(connection.signalingState, 'have-remote-pranswer');
    assert.ok(connection.remoteDescription.sdp.includes(`a=ice-ufrag:${ufrag}`));
    connection.gather('candidate:1');
    connection.become('connected');
    server.send('call.answered', { call: call.id, by: { address: 'tel:+15551234567' } });
    await settle();
    assert.equal(call.state, 'connecting', 'there is nothing to hear yet');
    server.send('call.progress', { call: call.id, answer: { type: 'answer', sdp: `a=ice-ufrag:${ufrag}\nm=audio sendrecv` } });
    await until(() => call.state === 'connected');
    assert.equal(call.remoteStream.getTracks().length, 1);
    assert.equal(server.asked('call.trickle').length, 0);
  });

  it('begins none to users', async () => {
    const server = new FakeServer().install();
    client = new Dialtone({ url: 'https://gw.example.com', token: 't' });

    const call = client.dial('bob');
    await until(() => call.id !== '');

    assert.equal(server.asked('call.invite')[0].params.gatewayIce, undefined);
  });
});
