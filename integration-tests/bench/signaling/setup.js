/** @file The part in which two browsers call each other. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { launchBrowser } from '../../harness/browsers.js';
import { mintTicket } from '../../harness/tickets.js';
import { middle } from '../common/tables.js';
import { say, turned } from '../common/programs.js';
import { rivals, TICKET_KEY } from './build.js';
import { defineClocks, defineDialtone, definePeerJs, defineSignaling } from './pages.js';
import { SERVERS } from './servers.js';

/** How long one call may take. */
const CALL_MS = 15_000;

/** Before anything counts: code that is compiled, connections that are warm. */
const CALLS_BEFORE = 3;

/** Libraries of the others for pages, as their packages have them. */
const LIBRARIES = {
  'socket.io': ['socket.io', 'client-dist', 'socket.io.min.js'],
  peerjs: ['peerjs', 'dist', 'peerjs.min.js'],
};

const ticketOf = (user) => mintTicket(TICKET_KEY.id, TICKET_KEY.secret, { sub: user });

/** A page on which somebody can call and be called. */
async function openPage(browser, server, user) {
  const page = await browser.newPage();
  await page.evaluateOnNewDocument(defineClocks);
  await page.goto(server.url);
  const library = LIBRARIES[server.name];
  if (library) {
    await page.addScriptTag({ content: readFileSync(join(rivals, 'node_modules', ...library), 'utf8') });
  }
  const define = { ours: defineDialtone, peerjs: definePeerJs }[server.name] ?? defineSignaling;
  await page.evaluate(define, { user, ticket: ticketOf(user), kind: server.name, port: server.port });
  return page;
}

/** One call. @returns when it was connected and when both heard something, in milliseconds after the click */
async function call(caller, callee) {
  const heard = callee.evaluate((within) => window.clocks.heard(within), CALL_MS);
  heard.catch(() => {});
  const own = await caller.evaluate((within) => window.callOnce('callee', within), CALL_MS);
  const theirs = await heard;
  const connected = Math.max(own.connected, theirs.connected) - own.clicked;
  const audio = Math.max(own.audio, theirs.audio) - own.clicked;
  await Promise.all([caller, callee].map((page) => page.evaluate(() => window.hangUp())));
  return { connected, audio };
}

async function withPages(browser, server, work) {
  const pages = await Promise.all(['caller', 'callee'].map((user) => openPage(browser, server, user)));
  try {
    return await work(...pages);
  } finally {
    await Promise.all(pages.map((page) => page.close()));
  }
}

/** The servers take turns, call by call; each has two pages of one browser. */
export async function measureSetup(options, results) {
  const servers = [];
  const browser = await launchBrowser('chromium', 1000);
  try {
    for (const name of options.servers) {
      servers.push(await SERVERS[name]({ cpu: options.serverCpu, extra: options.ours }));
    }
    const times = Object.fromEntries(servers.map(({ name }) => [name, []]));
    const failed = {};
    for (let round = -CALLS_BEFORE; round < options.calls; round++) {
      // Whose calls do not come about is not waited for again.
      for (const server of turned(servers, Math.abs(round)).filter(({ name }) => !failed[name])) {
        try {
          const time = await withPages(browser, server, call);
          if (round >= 0) {
            times[server.name].push(time);
          }
        } catch (error) {
          failed[server.name] = error;
        }
      }
    }
    for (const { name } of servers) {
      await results.add('setup', 'call', name, async () => {
        if (failed[name]) {
          throw failed[name];
        }
        const of = (what) => times[name].map((time) => time[what]);
        const slowest = (numbers) => Math.max(...numbers);
        const [connected, audio] = [of('connected'), of('audio')];
        const numbers = {
          calls: connected.length,
          connectedMillis: middle(connected),
          connectedSlowestMillis: slowest(connected),
          audioMillis: middle(audio),
          audioSlowestMillis: slowest(audio),
        };
        say(
          `call set-up, ${name.padEnd(9)} connected ${numbers.connectedMillis.toFixed(0)} ms, ` +
            `both hear ${numbers.audioMillis.toFixed(0)} ms`,
        );
        return numbers;
      });
    }
  } finally {
    await browser.close();
    await Promise.all(servers.map((server) => server.stop()));
  }
}
