/** Three people in a room: everybody sends to everybody. */

import assert from 'node:assert/strict';
import { DemoPage } from '../harness/demo-page.js';
import { Dialtone } from '../harness/dialtone.js';
import { Scene } from '../harness/scene.js';
import { pathsOf } from '../harness/senses.js';

const scene = new Scene('room');
let server;
let alice;
let bob;
let carol;
let rooms = 0;

scene.before(async () => {
  server = scene.owns(await Dialtone.start());
  alice = new DemoPage(await scene.visitor('alice', { tone: 1000 }), server.url);
  bob = new DemoPage(await scene.visitor('bob', { tone: 600 }), server.url);
  carol = new DemoPage(await scene.visitor('carol', { tone: 1400 }), server.url);
});

/** These people join a room that nobody is in, one after another. @param {...DemoPage} people */
async function meet(...people) {
  const room = `room-${++rooms}`;
  for (const person of [alice, bob, carol]) {
    await person.connect();
  }
  for (const [before, person] of people.entries()) {
    await person.join(room);
    await person.meets(before);
  }
  return room;
}

scene.test('a third who joins is seen and heard by everybody, and sees and hears everybody', async () => {
  const room = await meet(alice, bob);
  await bob.perceives(alice);

  await carol.join(room);

  for (const [one, others] of [[alice, [bob, carol]], [bob, [alice, carol]], [carol, [alice, bob]]]) {
    await one.meets(2);
    for (const other of others) {
      await one.perceives(other);
    }
  }
  await alice.says('#call-status', /3 people/);
  assert.equal((await server.metrics()).sum('dialtone_participants_active'), 3);
});

scene.test('who leaves is gone for the others, who go on', async () => {
  await meet(alice, bob, carol);
  await alice.meets(2);
  const heard = await alice.announcements();

  await carol.hangUp();

  await alice.meets(1);
  await bob.meets(1);
  await heard.include(/carol left/);
  await carol.says('#ended-title', /You left/);
  await alice.perceives(bob);
  assert.deepEqual(await pathsOf(carol.page), [], 'no connection is left open');
});

scene.test('who reloads the page is back in the room, and the others are told of both', async () => {
  await meet(alice, bob);
  await bob.perceives(alice);
  const heard = await bob.announcements();

  await alice.page.reload();

  await heard.include(/alice left/);
  await heard.include(/alice is here/);
  await alice.shows('#call[data-kind=room][data-state=joined]');
  await bob.meets(1);
  await bob.perceives(alice);
  await alice.perceives(bob);
});

scene.test('what one writes everybody in the room reads', async () => {
  await meet(alice, bob, carol);
  await carol.shows('.tile[data-self=false][data-state=connected] ~ .tile[data-self=false][data-state=connected]');

  await carol.say('hello both');

  await alice.reads('hello both');
  await bob.reads('hello both');
});
