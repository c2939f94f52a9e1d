/** Two people call each other on the demo page. */

import { before } from 'node:test';
import { DemoPage } from '../harness/demo-page.js';
import { Dialtone } from '../harness/dialtone.js';
import { Scene } from '../harness/scene.js';

const scene = new Scene('call');
let alice;
let bob;

before(async () => {
  const server = scene.owns(await Dialtone.start());
  alice = new DemoPage(await scene.visitor('alice', { tone: 1000 }), server.url);
  bob = new DemoPage(await scene.visitor('bob', { tone: 600 }), server.url);
});

scene.test('two people see and hear each other', async () => {
  await alice.connect();
  await bob.connect();
  await alice.call('bob');
  await bob.answer();
  await alice.inCall();
  await bob.inCall();
  await alice.perceives(bob);
  await bob.perceives(alice);
});
