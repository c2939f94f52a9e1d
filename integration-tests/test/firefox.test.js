/** Firefox is another WebRTC stack than Chromium's: both ways, directly and through the relay. */

import assert from 'node:assert/strict';
import { DemoPage, seeAndHearEachOther, talk } from '../harness/demo-page.js';
import { Dialtone } from '../harness/dialtone.js';
import { eventually } from '../harness/eventually.js';
import { Scene } from '../harness/scene.js';
import { relayedPathOf } from '../harness/senses.js';

const RELAY_ONLY = { query: { relay: '1' } };

const scene = new Scene('firefox', ['chromium', 'firefox-esr']);
let fox;
let vixen;
let chrome;
let server;

scene.before(async () => {
  server = scene.owns(await Dialtone.start());
  const arrive = async (name, options) => new DemoPage(await scene.visitor(name, options), server.url);
  fox = await arrive('fox', { browser: 'firefox', tone: 700 });
  vixen = await arrive('vixen', { browser: 'firefox', tone: 900 });
  chrome = await arrive('chrome', { tone: 1200 });
});

/** A call through the relay: both sides say so, and the relay counts the packets. Firefox sends indications, not channel data. */
async function isRelayed(caller, callee) {
  const packets = (metrics) => metrics.sum('dialtone_turn_packets_total', { side: 'client' });
  const before = packets(await server.metrics());

  await talk(caller, callee, RELAY_ONLY);
  await seeAndHearEachOther(caller, callee);

  for (const { page } of [caller, callee]) {
    await relayedPathOf(page);
  }
  await eventually('the relay counts packets of both', async () => packets(await server.metrics()) - before, {
    until: (count) => count > 100,
  });
}

scene.test('Firefox calls Chromium', async () => {
  await talk(fox, chrome);

  await seeAndHearEachOther(fox, chrome);
});

scene.test('Chromium calls Firefox', async () => {
  await talk(chrome, fox);

  await seeAndHearEachOther(fox, chrome);
});

scene.test('a camera added in Firefox is seen in Chromium, and the other way round', async () => {
  await talk(chrome, fox, { kind: 'audio' });

  await fox.click('#camera-toggle');
  await chrome.perceives(fox);
  await chrome.click('#camera-toggle');
  await fox.perceives(chrome);
});

scene.test('what one writes the other reads, whatever the browser', async () => {
  await talk(fox, chrome, { kind: 'audio' });

  await fox.say('hello from Firefox');
  await chrome.reads('hello from Firefox');
  await chrome.say('hello from Chromium');
  await fox.reads('hello from Chromium');
});

scene.test('Firefox calls Chromium through the relay', async () => {
  await isRelayed(fox, chrome);
});

scene.test('Chromium calls Firefox through the relay', async () => {
  await isRelayed(chrome, fox);
});

scene.test('Firefox calls Firefox through the relay', async () => {
  await isRelayed(fox, vixen);
});
