import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import { Dialtone } from '../sdk/dialtone.js';
import { FakePeerConnection, installBrowser, settle, until } from './fake-browser.js';
import { FakeServer, Refusal } from './fake-server.js';

const PHONE = { address: 'tel:+15551234567', name: 'The shop' };
const KEYS = 'a=rtpmap:126 telephone-event/8000';
const answerOf = (direction, ...lines) => ({
  type: 'answer',
  sdp: ['a=ice-ufrag:phone1', `m=audio ${direction}`, ...lines].join('\n'),
});

let server;
let client;

beforeEach(() => {
  installBrowser();
  mock.timers.enable({ apis: ['setTimeout'] });
  server = new FakeServer().install();
  client = new Dialtone({ url: 'https://gw.example.com', token: 't', logger: { debug() {}, warn() {} } });
});
afterEach(async () => {
  await client.close();
  mock.timers.reset();
});

const connection = () => FakePeerConnection.all.at(-1);
const audio = () => connection().getTransceivers()[0];
const directions = () => server.asked('call.describe').map(({ params }) => params.description.sdp.match(/m=audio (\w+)/)[1]);

let calls = 0;

async function talking(...lines) {
  server.on('call.invite', { call: `c_${++calls}` });
  const call = client.dial(PHONE.address);
  call.told = [];
  for (const type of ['hold', 'resume']) {
    call.addEventListener(type, ({ by }) => call.told.push(`${type} by ${by}`));
  }
  await until(() => call.id !== '');
  server.send('call.answered', { call: call.id, by: PHONE, answer: answerOf('sendrecv', ...lines) });
  await settle();
  connection().become('connected');
  return call;
}

describe('hold', () => {
  it('sends and wants nothing until it is over', async () => {
    const call = await talking();

    await call.hold();
    await settle();
    assert.equal(call.isHeld, true);
    server.send('call.description', { call: call.id, description: answerOf('inactive') });
    await settle();
    await call.resume();
    await settle();

    assert.deepEqual(directions(), ['inactive', 'sendrecv']);
    assert.equal(call.isHeld, false);
    assert.equal(call.isHeldByPeer, false);
    assert.deepEqual(call.told, ['hold by local', 'resume by local']);
  });

  it('is asked for once', async () => {
    const call = await talking();

    await call.hold();
    await call.hold();
    await settle();

    assert.deepEqual(directions(), ['inactive']);
    assert.deepEqual(call.told, ['hold by local']);
  });

  it('outlasts another microphone', async () => {
    const call = await talking();
    await call.hold();
    await settle();

    await call.setMicrophone({ deviceId: 'other' });
    await settle();

    assert.equal(audio().direction, 'inactive');
  });

  it('is for calls that were connected', async () => {
    const call = client.dial(PHONE.address);

    await assert.rejects(call.hold(), { code: 'call/wrong-state' });
  });

  it('by the other side is told', async () => {
    const call = await talking();
    const offer = (direction) => ({ type: 'offer', sdp: `a=ice-ufrag:phone1\nm=audio ${direction}` });

    server.send('call.description', { call: call.id, description: offer('inactive') });
    await settle();
    assert.equal(call.isHeldByPeer, true);
    assert.equal(call.isHeld, false);
    server.send('call.description', { call: call.id, description: offer('sendrecv') });
    await settle();

    assert.equal(call.isHeldByPeer, false);
    assert.deepEqual(call.told, ['hold by remote', 'resume by remote']);
  });

  it('is not what somebody without a microphone does', async () => {
    const call = await talking();

    server.send('call.description', {
      call: call.id,
      description: { type: 'offer', sdp: 'a=ice-ufrag:phone1\nm=audio recvonly' },
    });
    await settle();

    assert.equal(call.isHeldByPeer, false);
  });
});

describe('keys', () => {
  it('go with the sound, one after another', async () => {
    const call = await talking(KEYS);
    const { dtmf } = audio().sender;

    const first = call.sendDigits('12#');
    const second = call.sendDigits('a', { duration: 200, gap: 50 });
    await until(() => dtmf.inserted.length > 0);
    await settle();
    assert.deepEqual(dtmf.inserted, [{ tones: '12#', duration: 100, gap: 70 }]);
    dtmf.over();
    await first;
    await settle();
    dtmf.over();
    await second;

    assert.deepEqual(dtmf.inserted[1], { tones: 'A', duration: 200, gap: 50 });
    assert.equal(server.asked('call.digits').length, 0);
  });

  it('go by the server when the other side has agreed on no tones', async () => {
    const call = await talking();

    call.sendDigits('12');
    await until(() => server.asked('call.digits').length > 0);

    assert.deepEqual(server.asked('call.digits')[0].params, { call: call.id, digits: '12', duration: 100 });
  });

  it('go by the server when the browser cannot send them', async () => {
    const call = await talking(KEYS);
    audio().sender.dtmf.canInsertDTMF = false;

    call.sendDigits('1,2');
    await until(() => server.asked('call.digits').length > 0);
    await settle();
    assert.deepEqual(server.asked('call.digits').map(({ params }) => params.digits), ['1']);
    mock.timers.tick(170);
    await settle();
    mock.timers.tick(2000);
    await settle();

    assert.deepEqual(server.asked('call.digits').map(({ params }) => params.digits), ['1', '2']);
  });

  it('that no phone has are refused in words', async () => {
    const call = await talking(KEYS);

    await assert.rejects(call.sendDigits('12x'), { code: 'call/no-digits', message: /"12x"/ });
  });

  it('fail when the call ends meanwhile', async () => {
    const call = await talking(KEYS);

    const pressed = call.sendDigits('1');
    await until(() => audio().sender.dtmf.inserted.length > 0);
    await call.hangup();

    await assert.rejects(pressed, { code: 'call/wrong-state' });
  });

  it('wait for the end of a hold', async () => {
    const call = await talking(KEYS);
    await call.hold();

    await assert.rejects(call.sendDigits('1'), { code: 'call/wrong-state', message: /on hold/ });
  });
});

describe('a transfer', () => {
  it('to an address is done when the call ends as such', async () => {
    const call = await talking();
    const heard = [];
    call.addEventListener('transfer', ({ progress, status, message }) => heard.push({ progress, status, message }));

    const transferred = call.transfer('tel:+15557654321');
    await until(() => server.asked('call.transfer').length > 0);
    server.send('call.transferring', { call: call.id, state: 'trying', status: 180, message: 'It rings.' });
    server.send('call.ended', { call: call.id, reason: 'transferred', message: 'They talk.' });
    await transferred;

    assert.deepEqual(server.asked('call.transfer')[0].params, { call: call.id, to: 'tel:+15557654321' });
    assert.deepEqual(heard, [{ progress: 'trying', status: 180, message: 'It rings.' }]);
    assert.equal(call.endReason, 'transferred');
  });

  it('to another call names that', async () => {
    const first = await talking();
    const second = await talking();

    const transferred = first.transfer(second);
    await until(() => server.asked('call.transfer').length > 0);
    server.send('call.ended', { call: first.id, reason: 'transferred', message: 'They talk.' });
    await transferred;

    assert.deepEqual(server.asked('call.transfer')[0].params, { call: first.id, toCall: second.id });
  });

  it('that fails leaves the call as it is', async () => {
    const call = await talking();

    const transferred = call.transfer('tel:+15557654321');
    await until(() => server.asked('call.transfer').length > 0);
    server.send('call.transferring', { call: call.id, state: 'failed', status: 486, message: 'The line is busy.' });

    await assert.rejects(transferred, { code: 'call/transfer-failed', message: 'The line is busy.' });
    assert.equal(call.state, 'connected');
  });

  it('is refused with the words of the server', async () => {
    const call = await talking();
    server.on('call.transfer', new Refusal('call/transfer-unsupported'));

    await assert.rejects(call.transfer('tel:1'), { code: 'call/transfer-unsupported' });
  });

  it('fails when the call ends in another way', async () => {
    const call = await talking();

    const transferred = call.transfer('tel:+15557654321');
    await until(() => server.asked('call.transfer').length > 0);
    await call.hangup();

    await assert.rejects(transferred, { code: 'call/transfer-failed' });
  });
});
