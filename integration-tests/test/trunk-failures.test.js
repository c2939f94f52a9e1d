/** Trunks that refuse, answer too often or not at all, or vanish, each played by a SIPp of its own, all at the same time. */

import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { browserOffer } from '../bench/sip/sdp.js';
import { attempt, dialAll, endingsOfCalls, preparePageCalls } from '../harness/page-calls.js';
import { PhoneServer } from '../harness/phone-server.js';
import { freePort } from '../harness/ports.js';
import { RawClient } from '../harness/raw-client.js';
import { Scene } from '../harness/scene.js';
import { Sipp } from '../harness/sipp.js';
import { answers, asks, gets, replies, sound, takes } from '../harness/sipp-scenario.js';

/** What callers are told of a final response. @type {[number, string][]} */
const REFUSALS = [
  [410, 'not-found'],
  [484, 'not-found'],
  [604, 'not-found'],
  [600, 'busy'],
  [487, 'cancelled'],
  [607, 'declined'],
  [402, 'forbidden'],
  [606, 'failed'],
  [420, 'failed'],
  [500, 'unreachable'],
  [504, 'unreachable'],
];

/** @typedef {{ name: string, steps: string[], reason: string, status?: number, ringSeconds?: number }} Part of a trunk */

/** @type {Part[]} */
const PARTS = [
  ...REFUSALS.map(([status, reason]) => ({
    name: `a trunk that refuses with ${status}: ${reason}`,
    steps: [takes('INVITE'), answers(status), takes('ACK')],
    reason,
    status,
  })),
  {
    name: 'a trunk that rings and rings is told that the call is taken back',
    steps: [takes('INVITE'), answers(180), takes('CANCEL'), replies(200), answers(487), takes('ACK')],
    reason: 'no-answer',
    ringSeconds: 2,
  },
  {
    name: 'an answer that is repeated is acknowledged again, and the call goes on',
    steps: [
      takes('INVITE'),
      answers(200, { body: sound() }),
      takes('ACK'),
      answers(200, { body: sound() }),
      takes('ACK'),
      asks('BYE', 1),
      gets(200),
    ],
    reason: 'hangup',
  },
];
const SILENT_NUMBER = '7900';
const VANISHING_NUMBER = '7901';
const MEDIA_PORT = 21_100;
const BROWSER = { port: 9, ufrag: 'user', password: 'aPasswordOf22Characters' };
const FINGERPRINT = Array.from({ length: 32 }, () => 'AB').join(':');
/** After the time that a phone may take to say that it is still there: the least one that there is, less a third. */
const VANISHED_MS = 120_000;

const scene = new Scene('trunk-failures', ['chromium', 'sipp']);
/** What becomes of calls, by what they are about. @type {Map<string, Promise<any>>} */
const outcomes = new Map();
let server;

/** Lets a part begin that the tests wait for later. */
function begin(name, work) {
  work.catch(() => {}); // the test that waits for it tells
  outcomes.set(name, work);
}

scene.before(async () => {
  const silent = createSocket('udp4').bind(0, '127.0.0.1');
  await once(silent, 'listening');
  scene.owns({ name: 'the silent trunk', stop: async () => silent.close() });
  const ports = [];
  for (let i = 0; i <= PARTS.length; i++) {
    ports.push(await freePort());
  }
  const trunk = (port) => ({ host: `127.0.0.1:${port}`, transport: 'udp' });
  const trunks = Object.fromEntries(ports.map((port, i) => [`t${i}`, trunk(port)]));
  trunks.silent = trunk(silent.address().port);
  const numbers = PARTS.map((_, i) => `${7000 + i} -> t${i}`);
  const plan = [...numbers, `${SILENT_NUMBER} -> silent`, `${VANISHING_NUMBER} -> t${PARTS.length}`];
  server = scene.owns(await PhoneServer.start(trunks, { sip: { 'dial-plan': plan } }));
  const { page } = await scene.visitor('alice', { tone: 600 });
  await preparePageCalls(page, server.url);

  begin('vanishing', vanish(page, ports[PARTS.length]));
  begin('silent', attempt(page, await server.dialtone.ticket('alice'), SILENT_NUMBER));
  PARTS.forEach((part, i) => begin(part.name, play(part, i, ports[i])));
});

/** Calls a number. @returns {Promise<{ reason: string, sip?: { code: number } }>} how the call ended */
async function dial(number, ringSeconds) {
  const client = await RawClient.connect(server.dialtone.webSocketUrl);
  try {
    await client.ask('session.open', { ticket: await server.dialtone.ticket(`caller-${number}`) });
    const offer = { type: 'offer', sdp: browserOffer(BROWSER, FINGERPRINT, 'relayed') };
    await client.ask('call.invite', { to: `tel:${number}`, media: { audio: true, video: false }, offer, ringSeconds });
    const { params } = await client.next(({ method }) => method === 'call.ended', { within: 60_000 });
    return params;
  } finally {
    client.close();
  }
}

async function play({ steps, ringSeconds }, index, port) {
  const trunk = scene.owns(Sipp.play(steps, { port, mediaPort: MEDIA_PORT + 10 * index }));
  const ended = await dial(String(7000 + index), ringSeconds);
  await trunk.ends();
  return ended;
}

/** A phone answers, promises to tell every now and then that it is there, and is not heard of again. */
async function vanish(page, port) {
  const headers = ['Session-Expires: 90;refresher=uas', 'Require: timer'];
  const steps = [takes('INVITE'), answers(200, { headers, body: sound() }), takes('ACK')];
  const trunk = scene.owns(Sipp.play(steps, { port, mediaPort: MEDIA_PORT - 10 }));
  await dialAll(page, await server.dialtone.ticket('alice'), 'audio/PCMU', [{ number: VANISHING_NUMBER, tone: 600 }]);
  await trunk.ends();
  return endingsOfCalls(page);
}

for (const { name, reason, status } of PARTS) {
  scene.test(name, async () => {
    const ended = await outcomes.get(name);

    assert.equal(ended.reason, reason, ended.message);
    assert.equal(ended.sip?.code, status);
  });
}

scene.test('a trunk that says nothing at all cannot be reached', async () => {
  const ended = await outcomes.get('silent');

  assert.equal(ended.reason, 'unreachable');
  assert.match(ended.message, /did not answer/);
});

scene.test('a phone that vanishes in the middle of a call: the call ends, and the reason is told', { timeout: VANISHED_MS }, async () => {
  const [{ reason, message }] = await outcomes.get('vanishing');

  assert.equal(reason, 'unreachable');
  assert.match(message, /was lost/);
});
