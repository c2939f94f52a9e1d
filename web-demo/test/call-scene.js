import { mock } from 'node:test';
import { Dialtone } from '../sdk/dialtone.js';
import { FakePeerConnection, installBrowser, settle, until } from './fake-browser.js';
import { FakeServer } from './fake-server.js';

export const BOB = { address: 'user:bob', name: 'Bob' };
export const PHONE = { address: 'tel:+15551234567' };
export const OFFER = { type: 'offer', sdp: 'a=ice-ufrag:bob1\nm=audio sendrecv' };
export const ANSWER = { type: 'answer', sdp: 'a=ice-ufrag:bob1\nm=audio sendrecv' };
export const denied = new DOMException('no', 'NotAllowedError');

/** Of the test that runs. */
export let server;
export let browser;
export let client;

/** Somebody with a browser at a server that is none; before each test. */
export function begin() {
  browser = installBrowser();
  mock.timers.enable({ apis: ['setTimeout'] });
  server = new FakeServer().install();
  reopen();
}

/** After each test. */
export async function end() {
  await client.close();
  mock.timers.reset();
}

/** Another client, in the place of the one before. */
export function reopen(options = {}) {
  client = new Dialtone({ url: 'https://gw.example.com', token: 't', logger: { debug() {}, warn() {} }, ...options });
}

export const connection = () => FakePeerConnection.all.at(-1);

export async function dialed(options) {
  const call = client.dial('bob', options);
  call.states = [];
  call.addEventListener('statechange', ({ state }) => call.states.push(state));
  await until(() => call.id !== '' || call.state === 'ended');
  return call;
}

export async function answered(options) {
  const call = await dialed(options);
  server.send('call.ringing', { call: call.id });
  server.send('call.answered', { call: call.id, by: BOB, answer: ANSWER });
  await settle();
  connection().become('connected');
  return call;
}

export async function incoming() {
  let call;
  client.addEventListener('incomingcall', (event) => (call = event.call));
  await client.connect();
  server.send('call.incoming', { call: 'c_7', from: BOB, media: { audio: true, video: false }, offer: OFFER });
  return call;
}
