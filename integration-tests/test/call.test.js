/** Two people call each other on the demo page, and their media takes the direct way. */

import assert from 'node:assert/strict';
import { DemoPage, seeAndHearEachOther, talk } from '../harness/demo-page.js';
import { Dialtone } from '../harness/dialtone.js';
import { eventually } from '../harness/eventually.js';
import { Scene } from '../harness/scene.js';
import { hears, hearsNothing, pathsOf, sees } from '../harness/senses.js';

const scene = new Scene('call');
let server;
let alice;
let bob;

scene.before(async () => {
  server = scene.owns(await Dialtone.start());
  alice = new DemoPage(await scene.visitor('alice', { tone: 1000 }), server.url);
  bob = new DemoPage(await scene.visitor('bob', { tone: 600 }), server.url);
});

scene.test('two people see and hear each other, directly', async () => {
  await talk(alice, bob);

  await seeAndHearEachOther(alice, bob);
  await alice.shows('#media-path[data-route=direct]');
  const [path] = await pathsOf(alice.page);
  assert.equal(path.state, 'connected');
  assert.notEqual(path.local, 'relay');
  assert.notEqual(path.remote, 'relay');
});

scene.test('what one writes the other reads', async () => {
  await talk(alice, bob, { kind: 'audio' });

  await alice.say('Grüße & <b>kisses</b>');
  await bob.reads('Grüße & <b>kisses</b>');
  await bob.say('the same to you');
  await alice.reads('the same to you');
});

scene.test('a muted microphone is heard as silence, and the other side is told', async () => {
  await talk(alice, bob, { kind: 'audio' });
  await hears(bob.page, bob.videoOf(alice), alice.visitor.tone);

  await alice.click('#mute');
  await hearsNothing(bob.page, bob.videoOf(alice));
  await bob.shows('.tile[data-self=false][data-muted=true]');

  await alice.click('#mute');
  await hears(bob.page, bob.videoOf(alice), alice.visitor.tone);
});

scene.test('cameras switched on during a call are seen by both', async () => {
  await talk(alice, bob, { kind: 'audio' });
  await bob.shows('.tile[data-self=false][data-picture=false]');

  await alice.click('#camera-toggle');
  await sees(bob.page, bob.videoOf(alice));
  await bob.click('#camera-toggle');

  await seeAndHearEachOther(alice, bob);
});

scene.test('a camera switched off is no longer sent', async () => {
  await talk(alice, bob);
  await sees(bob.page, bob.videoOf(alice));

  await alice.click('#camera-toggle');

  await bob.shows('.tile[data-self=false][data-picture=false]');
  await hears(bob.page, bob.videoOf(alice), alice.visitor.tone);
});

scene.test('a shared screen takes the place of the camera, and gives it back', async () => {
  await talk(alice, bob);
  await sees(bob.page, bob.videoOf(alice));
  const size = () => bob.page.$eval(bob.videoOf(alice), ({ videoWidth, videoHeight }) => `${videoWidth}x${videoHeight}`);
  const camera = await size();

  await alice.click('#share');
  await bob.shows('.tile[data-self=false][data-screen=true]');
  await eventually("bob's picture has another shape", size, { until: (now) => now !== camera });
  await sees(bob.page, bob.videoOf(alice));

  await alice.click('#share');
  await bob.shows('.tile[data-self=false][data-screen=false]');
  await sees(bob.page, bob.videoOf(alice));
});

scene.test('media goes on after an ICE restart', async () => {
  await talk(alice, bob);
  const [before] = await pathsOf(bob.page);

  await alice.page.evaluate(() => window.connectionsOfThisPage.at(-1).restartIce());

  await eventually('bob has a new generation of candidates', () => pathsOf(bob.page), {
    until: ([path]) => path.ufrag !== before.ufrag && path.state === 'connected',
  });
  await seeAndHearEachOther(alice, bob);
});

scene.test('who hangs up ends the call, and the other is told who it was', async () => {
  await talk(alice, bob, { kind: 'audio' });

  await alice.hangUp();

  await alice.says('#ended-reason', /You hung up/);
  await bob.shows('#call[data-state=ended][data-reason=hangup]');
  await bob.says('#ended-reason', /alice hung up/);
  assert.deepEqual(await pathsOf(alice.page), [], 'no connection is left open');
  assert.deepEqual(await pathsOf(bob.page), [], 'no connection is left open');
});

scene.test('who declines is not called any more, and the caller is told', async () => {
  await alice.connect();
  await bob.connect();
  await alice.call('bob');

  await bob.shows('#incoming:not([hidden])[data-from="user:alice"]');
  await bob.click('#decline');

  await alice.shows('#call[data-state=ended][data-reason=declined]');
  await alice.says('#ended-reason', /bob does not want to take the call/);
  await bob.shows('#incoming[hidden]');
});

scene.test('a call to nobody says that nobody is there', async () => {
  await alice.connect();

  await alice.call('nobody');

  await alice.shows('#call[data-state=ended][data-reason=not-found]');
  await alice.says('#ended-reason', /Nobody is connected as nobody/);
});

scene.test('who reloads the page in a call is gone, and the other is told', async () => {
  await talk(alice, bob, { kind: 'audio' });

  await alice.page.reload();

  await bob.shows('#call[data-state=ended]');
  await bob.says('#ended-reason', /alice/);
  await alice.shows('#signaling[data-state=connected]');
});

scene.test('the metrics know how long the media took, as the caller has measured it', async () => {
  const counts = async () => {
    const metrics = await server.metrics();
    return ['ice', 'dtls', 'first_media'].map((stage) =>
      metrics.sum('dialtone_call_setup_seconds_count', { kind: 'user', stage }),
    );
  };
  const before = await counts();

  await talk(alice, bob, { kind: 'audio' });

  await eventually('each stage is counted', counts, { until: (now) => now.every((count, i) => count === before[i] + 1) });
  await bob.hangUp();
  await alice.says('#ended-reason', /bob hung up/);
});

scene.test('the metrics have counted the calls as they ended', async () => {
  const ended = (labels) => server.metrics().then((metrics) => metrics.sum('dialtone_calls_total', labels));
  const answered = await ended({ result: 'answered', reason: 'hangup' });
  const declined = await ended({ reason: 'declined' });

  await talk(alice, bob, { kind: 'audio' });
  await bob.hangUp();
  await alice.says('#ended-reason', /bob hung up/);
  await alice.connect();
  await bob.connect();
  await alice.call('bob');
  await bob.click('#decline');
  await alice.shows('#call[data-state=ended][data-reason=declined]');

  assert.equal(await ended({ result: 'answered', reason: 'hangup' }), answered + 1);
  assert.equal(await ended({ reason: 'declined' }), declined + 1);
});
