import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import { Peer } from '../sdk/peer.js';
import { FakePeerConnection, FakeStream, FakeTrack, installBrowser, settle, until } from './fake-browser.js';

/** Two peers, whose messages pass when the test lets them. */
function pair({ awaitsOffer = true, trickles } = {}) {
  const mail = [];
  const sides = ['impolite', 'polite'].map((name, index) => {
    const side = { name, stream: new FakeStream(), states: [], errors: [], texts: [], sent: [], probes: 0 };
    const post = (kind) => async (content) => {
      side.sent.push([kind, content]);
      mail.push({ to: 1 - index, kind, content });
      await (kind === 'candidates' && trickles?.());
    };
    const options = { configuration: {}, polite: index === 1, awaitsOffer: index === 1 && awaitsOffer, stream: side.stream };
    const freshIceServers = async () => [{ urls: 'turn:fresh' }];
    side.peer = new Peer(
      options,
      { describe: post('description'), trickle: post('candidates'), freshIceServers, reach: async () => side.probes++ > 1_000 },
      {
        state: (state) => side.states.push(state),
        track: (type, track) => side.sent.push([type, track.kind]),
        text: (text) => side.texts.push(text),
        sending: () => {},
        error: (error) => side.errors.push(error),
      },
    );
    side.connection = FakePeerConnection.all.at(-1);
    return side;
  });
  const deliver = async () => {
    await settle();
    while (mail.length > 0) {
      const { to, kind, content } = mail.shift();
      const { peer } = sides[to];
      await (kind === 'description' ? peer.receiveDescription(content) : peer.receiveCandidates(content));
      await settle();
    }
  };
  const close = () => sides.forEach(({ peer }) => peer.close());
  return { impolite: sides[0], polite: sides[1], mail, deliver, close };
}

const kindsOf = ({ stream }) => stream.getTracks().map(({ kind }) => kind).sort();
const offersOf = ({ sent }) => sent.filter(([kind, { type }]) => kind === 'description' && type === 'offer');

describe('a peer', () => {
  beforeEach(() => {
    installBrowser();
    mock.timers.enable({ apis: ['setTimeout'] });
  });
  afterEach(() => mock.timers.reset());

  it('makes an offer when it sends something, and the other side gets it', async () => {
    const { impolite, polite, deliver, close } = pair();

    impolite.peer.send('audio', new FakeTrack('audio'), new FakeStream());
    await deliver();

    assert.deepEqual(kindsOf(polite), ['audio']);
    assert.equal(offersOf(impolite).length, 1);
    assert.equal(polite.connection.signalingState, 'stable');
    close();
  });

  it('lets the side that awaits an offer send too, in the same negotiation', async () => {
    const { impolite, polite, deliver, close } = pair();

    impolite.peer.send('audio', new FakeTrack('audio'), new FakeStream());
    polite.peer.send('audio', new FakeTrack('audio'), new FakeStream());
    await deliver();

    assert.deepEqual([kindsOf(impolite), kindsOf(polite)], [['audio'], ['audio']]);
    assert.equal(offersOf(polite).length, 0);
    close();
  });

  it('resolves two offers at once: the polite side takes its own back and makes it again', async () => {
    const { impolite, polite, deliver, close } = pair();
    impolite.peer.send('audio', new FakeTrack('audio'), new FakeStream());
    await deliver();

    impolite.peer.send('video', new FakeTrack('video'), new FakeStream());
    polite.peer.send('video', new FakeTrack('video'), new FakeStream());
    polite.peer.send('audio', new FakeTrack('audio'), new FakeStream());
    await deliver();

    assert.deepEqual([kindsOf(impolite), kindsOf(polite)], [['audio', 'video'], ['audio', 'video']]);
    assert.equal(polite.connection.rollbacks, 1);
    assert.equal(impolite.connection.rollbacks, 0);
    assert.deepEqual([...impolite.errors, ...polite.errors], []);
    close();
  });

  it('answers offers one after another, as they came', async () => {
    const { impolite, polite, close } = pair();
    await settle();
    const answers = () => polite.sent.filter(([kind, { type }]) => kind === 'description' && type === 'answer');

    polite.peer.receiveDescription({ type: 'offer', sdp: 'a=ice-ufrag:one\nm=audio sendrecv' });
    polite.peer.receiveDescription({ type: 'offer', sdp: 'a=ice-ufrag:one\nm=audio sendrecv\nm=video sendrecv' });
    await settle();

    assert.equal(answers().length, 2);
    assert.match(answers()[1][1].sdp, /m=video/);
    assert.deepEqual(polite.errors, []);
    impolite.peer.close();
    polite.peer.close();
  });

  it('stops to send, and the other side sees the track go', async () => {
    const { impolite, polite, deliver, close } = pair();
    impolite.peer.send('video', new FakeTrack('video'), new FakeStream());
    await deliver();

    impolite.peer.send('video', null, new FakeStream());
    await deliver();

    assert.deepEqual(kindsOf(polite), []);
    assert.deepEqual(polite.sent.at(-1), ['trackremove', 'video']);
    close();
  });

  it('replaces a track without a negotiation', async () => {
    const { impolite, deliver, close } = pair();
    impolite.peer.send('video', new FakeTrack('video'), new FakeStream());
    await deliver();
    const other = new FakeTrack('video');

    impolite.peer.send('video', other, new FakeStream());
    await deliver();

    assert.equal(impolite.connection.getTransceivers()[0].sender.track, other);
    assert.equal(offersOf(impolite).length, 1);
    close();
  });

  it('sends no candidate before the description of its generation, and those gathered meanwhile together', async () => {
    const { impolite, deliver, close } = pair();
    impolite.connection.gather('candidate:1');
    impolite.connection.gather('candidate:2');
    assert.deepEqual(impolite.sent, []);

    await deliver();

    assert.deepEqual(
      impolite.sent.map(([kind, content]) => [kind, content.length]),
      [
        ['description', undefined],
        ['candidates', 2],
      ],
    );
    close();
  });

  it('waits for an answer before it sends the next candidates, but not for long', async () => {
    const { impolite, deliver, close } = pair({ trickles: () => new Promise(() => {}) });
    await deliver();
    impolite.sent.length = 0;

    impolite.connection.gather('candidate:1');
    impolite.connection.gather('candidate:2');
    impolite.connection.gather('candidate:3');
    await settle();
    assert.deepEqual(impolite.sent.map(([, { length }]) => length), [1]);
    mock.timers.tick(10);
    await settle();

    assert.deepEqual(impolite.sent.map(([, { length }]) => length), [1, 2]);
    close();
  });

  it('makes its first offer before the browser asks for it, and makes it once', async () => {
    const { impolite, polite, deliver, close } = pair();
    impolite.peer.send('audio', new FakeTrack('audio'), new FakeStream());

    impolite.peer.begin();
    polite.peer.begin();
    await null;
    await null;
    assert.equal(offersOf(impolite).length, 1);
    await deliver();

    assert.equal(offersOf(impolite).length, 1);
    assert.equal(offersOf(polite).length, 0);
    assert.deepEqual(kindsOf(polite), ['audio']);
    close();
  });

  it('sends a candidate of a new generation only after the offer that begins it', async () => {
    const { impolite, deliver, close } = pair();
    await deliver();
    impolite.sent.length = 0;

    impolite.connection.gather('candidate:new', 'generation2');
    await settle();
    assert.deepEqual(impolite.sent, []);

    impolite.connection.localDescription = null;
    impolite.connection.setLocalDescription = async () => {
      impolite.connection.localDescription = { type: 'offer', sdp: 'a=ice-ufrag:generation2' };
    };
    impolite.connection.onnegotiationneeded();
    await settle();

    assert.deepEqual(impolite.sent.map(([kind]) => kind), ['description', 'candidates']);
    close();
  });

  it('keeps candidates that come before their description, and drops those of a generation before', async () => {
    const { polite, close } = pair();
    const candidate = (name, usernameFragment) => ({ candidate: name, sdpMid: '0', usernameFragment });

    await polite.peer.receiveCandidates([candidate('early', 'one')]);
    assert.deepEqual(polite.connection.candidates, []);
    await polite.peer.receiveDescription({ type: 'offer', sdp: 'a=ice-ufrag:one' });
    await polite.peer.receiveDescription({ type: 'offer', sdp: 'a=ice-ufrag:two' });
    await polite.peer.receiveCandidates([candidate('late', 'one'), candidate('new', 'two')]);

    assert.deepEqual(polite.connection.candidates.map(({ candidate }) => candidate), ['early', 'new']);
    close();
  });

  it('restarts ICE with fresh relay credentials when the connection fails', async () => {
    const { impolite, polite, deliver, close } = pair();
    await deliver();
    impolite.connection.become('connected');
    const before = impolite.connection.ufrag;

    impolite.connection.become('failed');
    mock.timers.tick(0);
    await deliver();

    assert.deepEqual(impolite.states, ['connected', 'reconnecting']);
    assert.deepEqual(impolite.connection.configuration.iceServers, [{ urls: 'turn:fresh' }]);
    assert.notEqual(impolite.connection.ufrag, before);
    assert.match(offersOf(impolite).at(-1)[1].sdp, new RegExp(impolite.connection.ufrag));
    assert.equal(polite.connection.signalingState, 'stable');

    impolite.connection.become('connected');
    assert.equal(impolite.peer.state, 'connected');
    close();
  });

  it('lets a short loss mend itself', async () => {
    const { impolite, deliver, close } = pair();
    await deliver();
    impolite.connection.become('connected');

    impolite.connection.become('disconnected');
    mock.timers.tick(2_999);
    impolite.connection.become('connected');
    mock.timers.tick(60_000);
    await settle();

    assert.equal(impolite.connection.restarts, 0);
    assert.deepEqual(impolite.states, ['connected', 'reconnecting', 'connected']);
    close();
  });

  it('finds out whether the server is still reached when the connection is lost', async () => {
    const { impolite, deliver, close } = pair();
    await deliver();
    impolite.connection.become('connected');
    assert.equal(impolite.probes, 0);

    impolite.connection.become('disconnected');

    assert.equal(impolite.probes, 1);
    close();
  });

  it('gives up after three restarts', async () => {
    const { impolite, deliver, close } = pair();
    await deliver();
    impolite.connection.become('connected');
    impolite.connection.become('failed');

    for (const waitMs of [0, 8_000, 8_000]) {
      mock.timers.tick(waitMs);
      await deliver();
    }
    assert.equal(impolite.connection.restarts, 3);
    assert.equal(impolite.peer.state, 'reconnecting');
    mock.timers.tick(8_000);

    assert.equal(impolite.peer.state, 'failed');
    close();
  });

  it('restarts a first connection that never says that it failed', async () => {
    const { impolite, deliver, close } = pair();
    await deliver();

    mock.timers.tick(12_000);
    await deliver();

    assert.equal(impolite.connection.restarts, 1);
    close();
  });

  it('lets go of everything when it is closed', async () => {
    const { impolite, deliver, close } = pair();
    await deliver();

    close();
    const { connection } = impolite;

    assert.equal(connection.connectionState, 'closed');
    assert.deepEqual(
      [connection.onnegotiationneeded, connection.onicecandidate, connection.onconnectionstatechange],
      [null, null, null],
    );
    assert.deepEqual([connection.channel.onopen, connection.channel.onmessage], [null, null]);
    await impolite.peer.receiveDescription({ type: 'offer', sdp: 'a=ice-ufrag:x' });
    assert.deepEqual(impolite.errors, []);
  });

  it('passes lines of text, and nothing that is none', async () => {
    const { impolite, polite, deliver, close } = pair();
    await deliver();
    impolite.connection.channel.open(polite.connection.channel);
    polite.connection.channel.open(impolite.connection.channel);

    impolite.peer.chat.send('hello');
    for (const noise of ['{', '7', 'null', '"text"', '{"text":7}']) {
      polite.connection.channel.onmessage({ data: noise });
    }

    assert.deepEqual(polite.texts, ['hello']);
    close();
  });

  it('says what failed when the other side describes nonsense, and goes on', async () => {
    const { impolite, polite, deliver, close } = pair();
    await deliver();

    await impolite.peer.receiveDescription({ type: 'answer', sdp: 'a=ice-ufrag:stale' });
    impolite.peer.send('audio', new FakeTrack('audio'), new FakeStream());
    await deliver();

    assert.equal(impolite.errors[0].code, 'media/negotiation');
    assert.deepEqual(kindsOf(polite), ['audio']);
    await until(() => impolite.connection.signalingState === 'stable');
    close();
  });
});
