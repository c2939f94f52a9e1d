import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import { Dialtone } from '../sdk/dialtone.js';
import '../sdk/setup.js'; // at once in calls, not after a while
import { FakePeerConnection, installBrowser, settle, until } from './fake-browser.js';
import { FakeServer, Refusal } from './fake-server.js';

const ANSWER = { type: 'answer', sdp: 'a=ice-ufrag:bob1\nm=audio sendrecv' };

describe('how long the media of a call takes', () => {
  let server;
  let client;
  let now;

  beforeEach(() => {
    installBrowser();
    now = 1_000;
    mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
    mock.method(performance, 'now', () => now);
    server = new FakeServer().install();
    client = new Dialtone({ url: 'https://gw.example.com', token: 't', logger: { debug() {}, warn() {} } });
  });
  afterEach(async () => {
    await client.close();
    mock.timers.reset();
    mock.restoreAll();
  });

  const connection = () => FakePeerConnection.all.at(-1);
  const reports = () => server.asked('call.report').map(({ params }) => params);

  async function dialed(to = 'bob') {
    const call = client.dial(to);
    await until(() => call.id !== '');
    await settle();
    return call;
  }

  async function answered(to) {
    const call = await dialed(to);
    now += 7_000; // it rings
    server.send('call.answered', { call: call.id, by: { address: call.remote.identity.address }, answer: ANSWER });
    await settle();
    return call;
  }

  async function connects() {
    now += 80.4;
    connection().becomeIce('checking');
    connection().becomeIce('connected');
    now += 50;
    connection().become('connected');
    await settle();
  }

  async function mediaComes() {
    now += 30;
    connection().packetsReceived = 1;
    mock.timers.tick(10);
    await settle();
  }

  it('is told by the caller, from the answer on, once', async () => {
    const call = await answered();

    await connects();
    assert.deepEqual(reports(), []);
    await mediaComes();
    connection().becomeIce('disconnected');
    await connects();
    await mediaComes();

    assert.deepEqual(reports(), [{ call: call.id, setup: { ice: 80, dtls: 130, firstMedia: 160 } }]);
  });

  it('is told without the media when the other side has nothing to say', async () => {
    await answered();
    await connects();

    for (let looks = 0; looks < 1_000; looks++) {
      mock.timers.tick(10);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await settle();

    assert.deepEqual(reports().map(({ setup }) => setup), [{ ice: 80, dtls: 130 }]);
  });

  it('is told by nobody when the call ends before', async () => {
    const call = await answered();
    await connects();

    await call.hangup();
    await mediaComes();

    assert.deepEqual(reports(), []);
  });

  it('is measured by the server itself in calls to phones', async () => {
    await answered('tel:+15551234567');
    await connects();
    await mediaComes();

    assert.deepEqual(reports(), []);
  });

  it('disturbs nobody when the server does not want to know', async () => {
    server.on('call.report', new Refusal('signaling/unknown-method'));
    const call = await answered();
    const errors = [];
    call.addEventListener('error', ({ error }) => errors.push(error));

    await connects();
    await mediaComes();

    assert.equal(reports().length, 1);
    assert.deepEqual(errors, []);
  });
});
