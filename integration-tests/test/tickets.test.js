/** Who is let in, where tickets come from a site's backend. */

import assert from 'node:assert/strict';
import { DemoPage } from '../harness/demo-page.js';
import { Dialtone } from '../harness/dialtone.js';
import { Scene } from '../harness/scene.js';
import { mintTicket } from '../harness/tickets.js';

const SECRET = 'of both the backend and the server, long enough';
const HOUR = 3600;
const now = () => Math.floor(Date.now() / 1000);

const scene = new Scene('tickets');
let server;
let alice;

scene.before(async () => {
  const config = JSON.stringify({ signaling: { 'ticket-keys': { backend: SECRET } } });
  server = scene.owns(await Dialtone.start([], { DIALTONE_CONFIG_BODY: config }));
  alice = new DemoPage(await scene.visitor('alice', { tone: 1000 }), server.url);
  // What the browser itself says of a request that was refused.
  alice.visitor.expectError(/status of 40[134]|WebSocket connection to .* failed/);
});

/** What the server says of a ticket. */
async function validate(ticket) {
  const answer = await fetch(new URL('/v1/validate', server.url), { headers: { Authorization: `Bearer ${ticket}` } });
  return { status: answer.status, ...(await answer.json()) };
}

/** Opens the page with a ticket that is refused, and compares what both say. */
async function isRefused(ticket, code, words) {
  const { status, code: told, detail } = await validate(ticket);
  assert.equal(status, 401);
  assert.equal(told, code);
  assert.match(detail, words);

  await alice.open({}, `ticket=${ticket}`);

  await alice.shows('#signaling[data-state=refused]');
  await alice.says('#ticket-words', words);
  await alice.shows('#ticket-panel:not([hidden])');
}

scene.test('a good ticket opens the page under its name', async () => {
  const ticket = mintTicket('backend', SECRET, { sub: 'alice-of-the-shop', name: 'Alice' });
  const { ok, address } = await validate(ticket);
  assert.equal(ok, true);
  assert.equal(address, 'user:alice-of-the-shop');

  await alice.open({}, `ticket=${ticket}`);

  await alice.shows('#signaling[data-state=connected]');
  await alice.says('#address', /^user:alice-of-the-shop$/);
  assert.doesNotMatch(alice.page.url(), /ticket/, 'a copied link must not hand the ticket on');
});

scene.test('an expired ticket is refused in words, on the page and by /v1/validate', async () => {
  await isRefused(mintTicket('backend', SECRET, { sub: 'alice', exp: now() - HOUR }), 'auth/ticket-expired', /expired/);
});

scene.test('a forged ticket is refused in words, on the page and by /v1/validate', async () => {
  const ticket = mintTicket('backend', 'another secret that is also long enough', { sub: 'alice' });

  await isRefused(ticket, 'auth/ticket-forged', /sign/);
});

scene.test('what is no ticket at all is refused in words, on the page and by /v1/validate', async () => {
  await isRefused('let-me-in', 'auth/ticket-malformed', /ticket/);
});

scene.test('who has no ticket is asked for one, and a good one lets them in', async () => {
  await alice.page.goto(server.url);
  await alice.page.evaluate(() => sessionStorage.clear());
  await alice.open();
  await alice.shows('#ticket-panel:not([hidden])');

  await alice.fill('#ticket', mintTicket('backend', SECRET, { sub: 'alice' }));
  await alice.click('#use-ticket');

  await alice.shows('#signaling[data-state=connected]');
  await alice.shows('#ticket-panel[hidden]');
});

scene.test('a ticket opens only the rooms that it names', async () => {
  await alice.open({}, `ticket=${mintTicket('backend', SECRET, { sub: 'alice', rooms: ['lounge'] })}`);
  await alice.shows('#signaling[data-state=connected]');

  await alice.fill('#room', 'board');
  await alice.click('#join');
  await alice.says('#ended-reason', /ticket/);

  await alice.click('#ended-close');
  await alice.join('lounge');
});

scene.test('a ticket reaches only those that it names', async () => {
  await alice.open({}, `ticket=${mintTicket('backend', SECRET, { sub: 'alice', dial: ['user:bob'] })}`);
  await alice.shows('#signaling[data-state=connected]');

  await alice.call('carol');

  await alice.shows('#call[data-state=ended][data-reason=forbidden]');
  await alice.says('#ended-reason', /ticket/);
});
