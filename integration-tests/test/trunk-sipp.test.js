/** Trunks that do what the RFCs allow and what they do not, played by SIPp: what the person on the page notices of it. */

import { DemoPage } from '../harness/demo-page.js';
import { NUMBER_OF_ALICE, PhoneServer } from '../harness/phone-server.js';
import { freePort } from '../harness/ports.js';
import { Scene } from '../harness/scene.js';
import { hears, hearsOther } from '../harness/senses.js';
import { Sipp } from '../harness/sipp.js';
import * as step from '../harness/sipp-scenario.js';

const { acknowledges, answers, asks, calls, gets, ifCalledAt, mayGet, replies, sound, takes, waits } = step;

const PHONE = '.tile[data-self=false] video';
const NUMBER = '7000';
/** Of the trunk that is told keys by INFO. */
const NUMBER_FOR_INFO = '7200';
const USERNAME = 'dialtone';
const PASSWORD = 'secret';
const challenge = (nonce) => `Proxy-Authenticate: Digest realm="carrier", nonce="${nonce}", algorithm=MD5, qop="auth", stale=true`;
const CREDENTIALS = 'Proxy-Authorization: Digest .*username=.dialtone.';

const scene = new Scene('trunk-sipp', ['chromium', 'sipp']);
let server;
let alice;
let port;

scene.before(async () => {
  port = await freePort();
  const trunk = { host: `127.0.0.1:${port}`, transport: 'udp', username: USERNAME, password: PASSWORD };
  const trunks = {
    phone: { ...trunk, numbers: { [NUMBER_OF_ALICE]: 'user:alice' } },
    info: { ...trunk, dtmf: 'info' },
  };
  const plan = ['72XX -> info', '* -> phone'];
  server = scene.owns(await PhoneServer.start(trunks, { sip: { 'dial-plan': plan } }));
  alice = new DemoPage(await scene.visitor('alice', { tone: 600 }), server.url);
});

/**
 * Alice dials, and the trunk plays its part to the end.
 *
 * @param {string[]} steps of the trunk
 * @param {() => Promise<void>} [meanwhile] what Alice notices and does
 */
async function dial(steps, meanwhile = async () => {}, { number = NUMBER, calls: count = 1 } = {}) {
  const trunk = Sipp.play(steps, { port, calls: count });
  try {
    await alice.connect();
    await alice.call(number, 'audio');
    await meanwhile();
    await trunk.ends();
  } catch (error) {
    error.message += `\nWhat SIPp tells:\n${trunk.told()}`;
    await trunk.stop();
    throw error;
  }
}

const hearsItself = () => hears(alice.page, PHONE, alice.visitor.tone);
const seesTheEnd = (reason) => alice.shows(`#call[data-state=ended][data-reason=${reason}]`);

/** Takes the call, and is acknowledged. */
const answered = [takes('INVITE'), answers(180), answers(200, { body: sound() }), takes('ACK')];
const endedByBrowser = [takes('BYE'), replies(200)];
const endedByPhone = (number) => [asks('BYE', number), gets(200)];

/** Talks until the phone hangs up. */
async function talks() {
  await alice.inCall();
  await hearsItself();
  await seesTheEnd('hangup');
}

async function talksAndHangsUp() {
  await alice.inCall();
  await hearsItself();
  await alice.hangUp();
}

scene.test('a call is answered, and ended by the browser', async () => {
  await dial([...answered, ...endedByBrowser], talksAndHangsUp);
});

scene.test('a call is ended by the phone', async () => {
  await dial([...answered, waits(4000), ...endedByPhone(1)], talks);
});

scene.test('what the phone plays before it answers is heard, and the call can be given up', async () => {
  const early = [takes('INVITE'), answers(183, { body: sound() }), takes('CANCEL'), replies(200), answers(487), takes('ACK')];
  await dial(early, async () => {
    await hearsItself();
    await alice.hangUp();
  });
});

scene.test('reliable ringing is acknowledged by PRACK', async () => {
  const reliable = ['Require: 100rel', 'RSeq: 1'];
  const steps = [takes('INVITE', ['100rel']), answers(180, { headers: reliable }), takes('PRACK', ['RAck: 1 ']), replies(200)];
  await dial([...steps, answers(200, { body: sound() }), takes('ACK'), ...endedByBrowser], talksAndHangsUp);
});

scene.test('early media of one phone and the answer of another, which a proxy forked to', async () => {
  const steps = [
    takes('INVITE'),
    answers(180, { tag: 'first' }),
    answers(183, { tag: 'second', body: sound() }),
    waits(300),
    answers(200, { tag: 'third', body: sound() }),
    takes('ACK', ['To: .*tag=third']),
  ];
  await dial([...steps, ...endedByBrowser], talksAndHangsUp);
});

scene.test('two phones answer: the second one is hung up on', async () => {
  const steps = [
    ...answered,
    answers(200, { tag: 'other', body: sound() }),
    takes('ACK', ['To: .*tag=other']),
    takes('BYE', ['To: .*tag=other']),
    replies(200),
  ];
  await dial([...steps, ...endedByBrowser], talksAndHangsUp);
});

scene.test('the phone answers while the browser gives up: it is hung up on', async () => {
  const crossed = [takes('CANCEL'), replies(200), answers(200, { body: sound() }), takes('ACK'), takes('BYE'), replies(200)];
  await dial([takes('INVITE'), answers(180), ...crossed], async () => {
    await alice.shows('#call[data-state=ringing]');
    await alice.hangUp();
  });
});

/** Changes the session, and says which direction the answer must have. */
const changes = (number, options, direction) => [
  asks('INVITE', number, { body: sound({ version: number + 1, ...options }) }),
  mayGet(100),
  gets(200, [`a=${direction}`]),
  asks('ACK', number),
];

scene.test('the phone holds in all ways there are, and resumes', async () => {
  const steps = [
    ...answered,
    waits(1000),
    ...changes(1, { direction: 'sendonly' }, 'recvonly'),
    ...changes(2, { direction: 'inactive' }, 'inactive'),
    ...changes(3, { isHeldByAddress: true }, '(inactive|recvonly)'),
    ...changes(4, {}, 'sendrecv'),
    waits(4000),
    ...endedByPhone(5),
  ];
  await dial(steps, talks);
});

scene.test('who is held by a phone that plays nothing hears music', async () => {
  const steps = [...answered, ...changes(1, { direction: 'inactive' }, 'inactive'), ...endedByBrowser];
  await dial(steps, async () => {
    await alice.inCall();
    await hearsOther(alice.page, PHONE, alice.visitor.tone);
    await alice.hangUp();
  });
});

scene.test('the phone refreshes its session, by a new INVITE and by UPDATE', async () => {
  const expires = (refresher) => [`Session-Expires: 90;refresher=${refresher}`, 'Supported: timer'];
  const steps = [
    takes('INVITE', ['Session-Expires: ']),
    answers(200, { headers: [...expires('uas'), 'Require: timer'], body: sound() }),
    takes('ACK'),
    waits(500),
    asks('INVITE', 1, { headers: expires('uac'), body: sound() }),
    mayGet(100),
    gets(200, ['Session-Expires: 90;refresher=uac']),
    asks('ACK', 1),
    asks('UPDATE', 2, { headers: expires('uac') }),
    gets(200, ['Session-Expires: 90;refresher=uac']),
    waits(3000),
    ...endedByPhone(3),
  ];
  await dial(steps, talks);
});

scene.test('a new INVITE without a description gets an offer', async () => {
  const steps = [
    ...answered,
    asks('INVITE', 1),
    mayGet(100),
    gets(200, ['m=audio [1-9][0-9]* RTP']),
    asks('ACK', 1, { body: sound({ version: 2 }) }),
    waits(4000),
    ...endedByPhone(2),
  ];
  await dial(steps, talks);
});

scene.test('a phone calls without a description, and has one to answer', async () => {
  const steps = [
    calls(NUMBER_OF_ALICE),
    mayGet(100),
    mayGet(180),
    gets(200, ['m=audio [1-9][0-9]* RTP']),
    acknowledges(NUMBER_OF_ALICE, sound()),
    ...endedByBrowser,
  ];
  await alice.connect();
  const trunk = scene.owns(Sipp.play(steps, { port, to: server.sipPort }));

  await alice.shows('#incoming[data-from="tel:+4940555"]');
  await alice.answer('audio');

  await talksAndHangsUp();
  await trunk.ends();
});

scene.test('a password is given, for the call and for its end', async () => {
  const steps = [
    takes('INVITE'),
    answers(407, { headers: [challenge('first')] }),
    takes('ACK'),
    takes('INVITE', [CREDENTIALS]),
    answers(200, { body: sound() }),
    takes('ACK'),
    takes('BYE'),
    replies(407, { headers: [challenge('second')] }),
    takes('BYE', [CREDENTIALS, 'nonce=.second.']),
    replies(200),
  ];
  await dial(steps, talksAndHangsUp);
});

scene.test('a call that is redirected goes to the number it is told', async () => {
  const moved = { headers: ['Contact: <sip:7777@127.0.0.1>'] };
  const steps = ifCalledAt(
    '7777',
    [answers(200, { body: sound() }), takes('ACK'), ...endedByBrowser],
    [answers(302, moved), takes('ACK')],
  );
  await dial([steps], talksAndHangsUp, { calls: 2 });
});

scene.test('keys that the phone tells by INFO are taken, in both ways of writing', async () => {
  const steps = [
    ...answered,
    asks('INFO', 1, { body: 'Signal=5\nDuration=160', type: 'application/dtmf-relay' }),
    gets(200),
    asks('INFO', 2, { body: '7', type: 'application/dtmf' }),
    gets(200),
    ...endedByPhone(3),
  ];
  await dial(steps, () => seesTheEnd('hangup'));
});

scene.test('keys of the browser are told by INFO where the trunk wants it so', async () => {
  const steps = [...answered, takes('INFO', ['application/dtmf-relay', 'Signal= *5']), replies(200), ...endedByPhone(1)];
  const presses = async () => {
    await alice.inCall();
    await alice.click('#keys-toggle');
    await alice.click('#keys-pad [data-key="5"]');
    await seesTheEnd('hangup');
  };
  await dial(steps, presses, { number: NUMBER_FOR_INFO });
});

/** What the page tells of a refusal. @type {[number, string, RegExp, string[]?][]} */
const REFUSALS = [
  [404, 'not-found', /This number is not in use/],
  [486, 'busy', /is in another call/],
  [480, 'unreachable', /cannot be reached now/],
  [603, 'declined', /does not want to take the call/],
  [408, 'no-answer', /did not answer/],
  [403, 'forbidden', /does not allow this call/],
  [488, 'failed', /any kind of sound/],
  [503, 'unreachable', /overloaded/, ['Retry-After: 1']],
];

for (const [status, reason, words, headers = []] of REFUSALS) {
  scene.test(`${status} is told in words`, async () => {
    await dial([takes('INVITE'), answers(status, { headers }), takes('ACK')], async () => {
      await seesTheEnd(reason);
      await alice.says('#ended-reason', words);
    });
  });
}
