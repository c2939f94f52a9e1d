/**
 * Fifty phone calls at once, over a trunk that is played by SIPp: none is lost. With DIALTONE_CALL_SECONDS there are fifty
 * more that last so long and have sound both ways, by the generator of the benchmark; CONTRIBUTING.md shows how to run it.
 */

import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { buildGenerator } from '../bench/sip/build.js';
import { Caller } from '../bench/sip/caller.js';
import { runCalls } from '../bench/sip/calls.js';
import { Dialtone } from '../bench/sip/dialtone.js';
import { browserOffer } from '../bench/sip/sdp.js';
import { eventually } from '../harness/eventually.js';
import { PhoneServer } from '../harness/phone-server.js';
import { freePort } from '../harness/ports.js';
import { Scene } from '../harness/scene.js';
import { Sipp } from '../harness/sipp.js';
import { answers, replies, sound, takes } from '../harness/sipp-scenario.js';

const CALLS = 50;
/** Without media a browser is given up after 30. */
const SECONDS = 10;
const LONG_SECONDS = Number(process.env.DIALTONE_CALL_SECONDS ?? 0);
/** The share of packets that may be lost: the machine has others to serve as well. */
const MOST_LOST = 0.001;
const FINGERPRINT = Array.from({ length: 32 }, () => 'AB').join(':');

const scene = new Scene('trunk-load', ['sipp']);
let server;
let port;

scene.before(async () => {
  port = await freePort();
  // Over UDP SIPp gives calls up when a busy machine has a request sent twice.
  const trunks = { phones: { host: `127.0.0.1:${port}`, transport: 'tcp' } };
  const policy = { 'calls-per-minute-per-trunk': CALLS * 2, 'calls-per-trunk': CALLS };
  server = scene.owns(await PhoneServer.start(trunks, { sip: { policy } }));
});

async function call(index) {
  const caller = await Caller.open(server.dialtone.webSocketUrl, await server.dialtone.ticket(`caller-${index}`));
  const browser = { port: 9, ufrag: `user${index}`, password: 'aPasswordOf22Characters' };
  await caller.dial(String(7000 + index), browserOffer(browser, FINGERPRINT, 'relayed'));
  return caller;
}

const active = async () => (await server.metrics()).sum('dialtone_sip_calls_active');

scene.test(`${CALLS} calls at once all go on until they are hung up`, async () => {
  const steps = [takes('INVITE'), answers(180), answers(200, { body: sound() }), takes('ACK'), takes('BYE'), replies(200)];
  const phones = scene.owns(Sipp.play(steps, { port, transport: 'tcp', calls: CALLS, seconds: SECONDS + 60 }));

  const callers = await Promise.all(Array.from({ length: CALLS }, (_, index) => call(index)));
  await pause(SECONDS * 1000);
  assert.equal(await active(), CALLS);
  await Promise.all(callers.map((caller) => caller.close()));

  await phones.ends();
  await eventually('no call is left', active, { until: (count) => count === 0 });
  const records = await eventually('the records', () => server.records(), { until: ({ length }) => length === CALLS });
  const answered = records.filter(({ reason, answered: at }) => reason === 'hangup' && at);
  assert.equal(answered.length, CALLS);
  assert.equal((await server.metrics()).sum('dialtone_sip_ended_calls_total', { reason: 'hangup' }), CALLS);
});

if (LONG_SECONDS > 0) {
  scene.test(`${CALLS} calls with sound go on for ${LONG_SECONDS} s`, async (context) => {
    await buildGenerator();
    const dialtone = scene.owns(await Dialtone.start({ cpu: '0', extra: [] }));

    const numbers = await runCalls(dialtone, { calls: CALLS, kind: 'relayed', cpu: '1', warmUp: 1, seconds: LONG_SECONDS });

    const { toPhone, toBrowser, loss, bad, serverPercentPerCall } = numbers;
    context.diagnostic(JSON.stringify({ toPhone, toBrowser, serverPercentPerCall }));
    assert.equal(bad, 0, 'packets that were not what had been sent');
    assert.ok(loss <= MOST_LOST, `of all packets ${loss} were lost`);
  });
}
