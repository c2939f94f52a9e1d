/** Calls where something between browser and server lets no WebSocket through, or nothing that lasts. */

import { Cuttable } from '../harness/cuttable.js';
import { Dialtone } from '../harness/dialtone.js';
import { eventually } from '../harness/eventually.js';
import { HttpProxy, ImpatientProxy } from '../harness/proxy.js';
import { Scene } from '../harness/scene.js';
import { PATIENT, talkBy as talkByWay } from '../harness/talk-by.js';

const scene = new Scene('transports', ['chromium', 'firefox-esr']);
const LIFE_MS = 3_000;
const LONGER_LIFE_MS = 30_000;
/** A dead connection is asked after ten seconds in a call, and has five to answer; and a busy machine. */
const NOTICED_MS = 25_000;
let server;
let visitors;

scene.before(async () => {
  server = scene.owns(await Dialtone.start());
  visitors = {
    alice: await scene.visitor('alice', { tone: 1000 }),
    bob: await scene.visitor('bob', { tone: 600 }),
    fox: await scene.visitor('fox', { tone: 700, browser: 'firefox' }),
  };
  const expected = /WebSocket|ERR_CONNECTION|ERR_EMPTY|ERR_SOCKET|ERR_INCOMPLETE|Failed to load|NetworkError|can’t establish/;
  Object.values(visitors).forEach((visitor) => visitor.expectError(expected));
});

/** A call of one of them with Bob, by a way. @param {{ name?: string, meanwhile?: (near: DemoPage) => Promise<unknown> }} [options] */
function talkBy(context, way, transport, { name = 'alice', meanwhile } = {}) {
  return talkByWay(context, { server, visitor: visitors[name], other: visitors.bob }, way, transport, meanwhile);
}

scene.test('where nothing is in the way it is a WebSocket', (context) => talkBy(context, server, 'websocket'));

scene.test('a proxy that refuses upgrades is passed by a stream of events', async (context) => {
  await talkBy(context, scene.owns(await HttpProxy.to(server.url)), 'sse');
});

scene.test('a proxy that refuses upgrades is passed by a stream of events, from Firefox too', async (context) => {
  await talkBy(context, scene.owns(await HttpProxy.to(server.url)), 'sse', { name: 'fox' });
});

scene.test('a proxy that hands on whole answers only is passed by polls', async (context) => {
  await talkBy(context, scene.owns(await HttpProxy.to(server.url, { buffers: true })), 'poll');
});

scene.test('a proxy that hands on whole answers only is passed by polls, from Firefox too', async (context) => {
  await talkBy(context, scene.owns(await HttpProxy.to(server.url, { buffers: true })), 'poll', { name: 'fox' });
});

scene.test('a proxy that cuts every connection after three seconds is outlived by polls', async (context) => {
  const proxy = scene.owns(await ImpatientProxy.to(server.url, LIFE_MS));

  await talkBy(context, proxy, 'poll', {
    meanwhile: () => eventually('polls are cut as well', () => proxy.cuts, { until: (cuts) => cuts > 8, ...PATIENT }),
  });
});

scene.test('a WebSocket is taken again where one lasts for thirty seconds', async (context) => {
  const proxy = scene.owns(await ImpatientProxy.to(server.url, LONGER_LIFE_MS));
  const resumed = async () => (await server.metrics()).sum('dialtone_signaling_resumes_total', { result: 'recovered' });
  const before = await resumed();

  await talkBy(context, proxy, 'websocket', {
    meanwhile: () => eventually('it was cut twice', resumed, { until: (count) => count >= before + 2, within: 90_000 }),
  });
});

for (const name of ['alice', 'fox']) {
  scene.test(`a connection that dies without a word is noticed within seconds by ${name}'s page`, async (context) => {
    const way = scene.owns(await Cuttable.to(server.url));

    await talkBy(context, way, 'websocket', {
      name,
      meanwhile: async (near) => {
        way.freeze();
        await near.shows('#signaling[data-state=reconnecting]', NOTICED_MS);
        way.mend();
        await near.shows('#signaling[data-state=connected]', PATIENT.within);
      },
    });
  });
}

