/** @file A call of which one side's messages take a way of their own, and how long its sound was silent. */

import assert from 'node:assert/strict';
import { DemoPage, talk } from './demo-page.js';
import { eventually } from './eventually.js';
import { hears, timesSilence } from './senses.js';

/** Media does not take the way of messages: what a busy machine swallows, and no more. */
const SILENCE_SECONDS = 1.5;
export const PATIENT = { within: 60_000 };

/** How many connections a server has by a transport. @param {import('./dialtone.js').Dialtone} dialtone @param {string} transport */
export async function connections(dialtone, transport) {
  return (await dialtone.metrics()).sum('dialtone_signaling_connections_active', { transport });
}

/**
 * Somebody whose way is bad and somebody whose way is good talk, and whoever hangs up is heard of at the other end.
 *
 * @param {import('node:test').TestContext} context is told for how long nothing was heard
 * @param {object} who
 * @param {import('./dialtone.js').Dialtone} who.server
 * @param {import('./visitor.js').Visitor} who.visitor whose way is bad
 * @param {import('./visitor.js').Visitor} who.other
 * @param {{ url: string }} way
 * @param {string} transport that it comes to
 * @param {(near: DemoPage) => Promise<unknown>} [meanwhile]
 */
export async function talkBy(context, { server, visitor, other }, way, transport, meanwhile) {
  const near = new DemoPage(visitor, way.url);
  const bob = new DemoPage(other, server.url);
  await talk(near, bob, { kind: 'audio' });
  await hears(near.page, near.videoOf(bob), bob.visitor.tone);
  await hears(bob.page, bob.videoOf(near), near.visitor.tone);
  const silence = await timesSilence(bob.page, bob.videoOf(near));
  await meanwhile?.(near);
  await eventually(`${visitor.name} is connected by ${transport}`, () => connections(server, transport), {
    until: (count) => count === (transport === 'websocket' ? 2 : 1),
    ...PATIENT,
  });
  await near.page.waitForSelector(`#signaling[data-transport=${transport}]`, { timeout: PATIENT.within });
  assert.ok(await near.page.$('#call[data-state=connected]'), 'the call is still there');
  await hears(bob.page, bob.videoOf(near), near.visitor.tone);
  const seconds = await silence();
  context.diagnostic(`by ${transport}, the longest silence was ${seconds.toFixed(2)} s`);
  assert.ok(seconds < SILENCE_SECONDS, `${seconds} s of silence`);
  await bob.hangUp();
  await near.says('body', /hung up/);
  await talk(bob, near, { kind: 'audio' });
  await near.hangUp();
  await bob.says('body', /hung up/);
  await near.page.goto('about:blank');
}

