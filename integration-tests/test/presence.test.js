/** Who is there, and messages beside calls, in two browsers. */

import assert from 'node:assert/strict';
import { Cuttable } from '../harness/cuttable.js';
import { DemoPage, talk } from '../harness/demo-page.js';
import { Dialtone } from '../harness/dialtone.js';
import { eventually } from '../harness/eventually.js';
import { Scene } from '../harness/scene.js';

const scene = new Scene('presence', ['chromium', 'firefox-esr']);
let server;
let way;
/** In Chromium. */
let alice;
/** In Firefox, by a way to the server that can be cut. */
let bob;

scene.before(async () => {
  server = scene.owns(await Dialtone.start());
  way = scene.owns(await Cuttable.to(server.url));
  alice = await scene.visitor('alice', { tone: 1000 });
  bob = await scene.visitor('bob', { browser: 'firefox', tone: 600 });
  bob.expectError(/WebSocket|ERR_CONNECTION|can.t establish a connection|interrupted while|NetworkError|CORS/);
});

/** Opens a page with a client of its own, which takes whatever is said to it. */
async function arrive({ page }, url, user) {
  await page.goto(String(url));
  // The demo on it is somebody of its own.
  await page.waitForSelector('#signaling[data-state=connected]');
  await page.evaluate(async (name) => {
    const { Dialtone } = await import(new URL('/sdk/dialtone.js', location.href));
    const token = async () => {
      const answer = await fetch('/v1/dev/ticket', { method: 'POST', body: JSON.stringify({ user: name, name }) });
      return (await answer.json()).ticket;
    };
    const client = new Dialtone({ token });
    const contacts = await client.contacts();
    const heard = [];
    contacts.addEventListener('message', ({ id, body, from, kept }) => heard.push({ id, body, from: from.address, kept }));
    await client.connect();
    Object.assign(window, { client, contacts, heard });
  }, user);
}

const leave = ({ page }) => page.evaluate(() => window.client.close());
const send = ({ page }, to, body, keep = false) =>
  page.evaluate((...args) => window.contacts.send(args[0], args[1], { keep: args[2] }), to, body, keep);
const heard = ({ page }) => page.evaluate(() => window.heard);
const show = ({ page }, showing) => page.evaluate((how) => window.contacts.show(how), showing);

/** Begins to watch somebody; gives their states from then on. */
async function watch({ page }, user) {
  await page.evaluate(async (name) => {
    const contact = await window.contacts.watch(name);
    window.states = [contact.state];
    contact.addEventListener('change', () => window.states.push(contact.inCall ? `${contact.state} in a call` : contact.state));
  }, user);
}

/** Waits until the last state is this one, and gives all. */
async function seesState({ name, page }, state) {
  return eventually(`${name} sees ${state}`, () => page.evaluate(() => window.states), {
    until: (states) => states.at(-1) === state,
  });
}

const bodies = async (who) => (await heard(who)).map(({ body }) => body);
const hears = (who, body) =>
  eventually(`${who.name} hears "${body}"`, () => bodies(who), { until: (all) => all.includes(body) });

const sum = async (name, labels) => (await server.metrics()).sum(name, labels);

scene.test('one sees the other come, change, and go, each change once', async () => {
  await arrive(alice, server.url, 'alice');
  await watch(alice, 'bob');

  await arrive(bob, way.url, 'bob');
  await seesState(alice, 'available');
  await show(bob, { state: 'do-not-disturb', device: 'Firefox', note: 'In a workshop' });
  await seesState(alice, 'do-not-disturb');
  const { device, note } = await alice.page.evaluate(() => {
    const contact = window.contacts.watched.get('user:bob');
    return { device: contact.devices[0].name, note: contact.note };
  });
  assert.deepEqual({ device, note }, { device: 'Firefox', note: 'In a workshop' });
  await leave(bob);

  assert.deepEqual(await seesState(alice, 'offline'), ['offline', 'available', 'do-not-disturb', 'offline']);
  await leave(alice);
});

scene.test('who is in a call is seen as busy, by a third one, until they hang up', async () => {
  const [one, other] = [new DemoPage(alice, server.url), new DemoPage(bob, server.url)];
  // Told over HTTP, as a program would read it.
  const state = async () => {
    const answer = await fetch(new URL('/v1/presence/user:bob', server.adminUrl));
    const { state: now, inCall } = await answer.json();
    return inCall ? `${now} in a call` : now;
  };
  const becomes = (wanted) => eventually(`bob is ${wanted}`, state, { until: (now) => now === wanted });
  assert.equal(await state(), 'offline');

  await talk(one, other, { kind: 'audio' });
  await becomes('busy in a call');
  await one.hangUp();
  await becomes('available');
  await Promise.all([alice, bob].map(({ page }) => page.goto('about:blank')));

  await becomes('offline');
});

scene.test('a message comes once, also when the connection was lost meanwhile', async () => {
  await arrive(alice, server.url, 'alice');
  await arrive(bob, way.url, 'bob');
  assert.equal((await send(alice, 'bob', 'before')).endpoints, 1);
  await hears(bob, 'before');

  way.cut();
  await eventually('both sessions of the page are away', () => sum('dialtone_signaling_sessions', { state: 'away' }), {
    until: (count) => count === 2,
  });
  await send(alice, 'bob', 'meanwhile');
  await send(alice, 'bob', { hand: 'raised' });
  way.mend();
  await eventually('bob is connected', () => bob.page.evaluate(() => window.client.state), {
    until: (state) => state === 'connected',
  });
  await send(alice, 'bob', 'after');
  await hears(bob, 'after');

  assert.deepEqual(await bodies(bob), ['before', 'meanwhile', { hand: 'raised' }, 'after']);
  assert.equal((await heard(bob))[0].from, 'user:alice');
  await leave(alice);
  await leave(bob);
});

scene.test('a message waits for one who is not there, and comes once', async () => {
  await arrive(alice, server.url, 'alice');
  const refused = await send(alice, 'bob', 'now or never').catch(({ message }) => message);
  assert.match(refused, /Nobody is connected as 'user:bob'/);
  const { endpoints, kept } = await send(alice, 'bob', 'later', true);
  assert.deepEqual({ endpoints, kept }, { endpoints: 0, kept: true });

  await arrive(bob, way.url, 'bob');
  await hears(bob, 'later');
  await eventually('nothing is kept any more', () => sum('dialtone_user_messages_kept'), { until: (count) => count === 0 });
  await leave(bob);
  await arrive(bob, way.url, 'bob');
  await send(alice, 'bob', 'and now');
  await hears(bob, 'and now');

  assert.deepEqual(await bodies(bob), ['and now']);
  await leave(alice);
  await leave(bob);
});

scene.test('the lobby of the demo tells who is in a room, and that somebody called before is there', async () => {
  const [one, other] = [new DemoPage(alice, server.url), new DemoPage(bob, server.url)];
  await one.connect();
  await other.connect();
  await talk(one, other, { kind: 'audio' });
  await one.hangUp();
  await one.click('#ended-close');
  await one.shows('.presence[data-presence-of="user:bob"][data-state=available]');
  await other.click('#ended-close');

  await one.fill('#room', 'standup');
  await other.join('standup');

  await one.says('#room-people', /^In it now: bob\.$/);
  await one.shows('.presence[data-presence-of="user:bob"][data-state=busy]');
});
