/** @file How long it takes from the click on "call" until both sides hear each other, with a phone that answers at once. */

import { eventually } from '../../harness/eventually.js';
import { PhoneServer } from '../../harness/phone-server.js';
import { freePort } from '../../harness/ports.js';
import { SipPhone } from '../../harness/sip-phone.js';
import { Visitor } from '../../harness/visitor.js';
import { flag, parse, positive, text } from '../common/arguments.js';
import { describeMachine, loadNow, machineInWords } from '../common/machine.js';
import { runBenchmark, say } from '../common/programs.js';
import { middle, number, table } from '../common/tables.js';
import { LongWay } from './away.js';

const USAGE = `Measures from the click on "call" to the first sound, in Chromium and at a phone that answers at once.

usage: integration-tests/bench/sip/click [options]

  --calls N   each from a page that was opened for it; 24
  --warm-up N calls before they count; 100, as the server's code is compiled in them
  --away MS   how long signaling takes each way; 0
  --help
`;

const NUMBER = '7001';
const PHONE_TONE = 440;

/** What the policy would refuse as unusual: so many calls in a minute. */
const UNLIMITED = {
  'calls-per-minute-per-origin': 1000,
  'calls-per-minute-per-trunk': 1000,
  breaker: { origin: { calls: 0, minutes: 0 }, country: { calls: 0, minutes: 0 } },
};

/** The stages, in the order in which they are told, and what they are to be at most, in milliseconds. */
const STAGES = [
  ['asked', 'call.invite leaves the browser'],
  ['invited', 'the INVITE is at the phone, which answers it with 200'],
  ['described', "the server's answer is in the browser"],
  ['checked', 'a connectivity check has succeeded'],
  ['connected', 'the call is connected in the browser'],
  ['heardByPhone', 'first audible packet at the phone', 60],
  ['heardByPage', 'first audible sample in the browser', 75],
];

/**
 * Runs in the page: the session and a tone for the microphone are there, and what comes after is begun by a click.
 *
 * @param {string} ticket
 */
async function prepare(ticket) {
  const { Dialtone } = await import(new URL('/sdk/dialtone.js', location.href));
  const context = new AudioContext();
  const microphone = { stream: await navigator.mediaDevices.getUserMedia({ audio: true }) };
  const now = () => performance.timeOrigin + performance.now();
  const times = {};

  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function sendAndNote(text) {
    if (text.includes('"call.invite"')) {
      times.asked ??= now();
    }
    return send.call(this, text);
  };

  const describe = RTCPeerConnection.prototype.setRemoteDescription;
  RTCPeerConnection.prototype.setRemoteDescription = function setRemoteDescription(...args) {
    if (args[0].type === 'answer') {
      times.described ??= now();
    }
    if (!this.isWatched) {
      this.isWatched = true;
      this.addEventListener('iceconnectionstatechange', () => {
        if (['connected', 'completed'].includes(this.iceConnectionState)) {
          times.checked ??= now();
        }
      });
      this.addEventListener('track', ({ track }) => listen(new MediaStream([track])), { once: true });
    }
    return describe.apply(this, args);
  };

  function listen(stream) {
    // Chromium gives sound to nobody else unless an element has it too.
    Object.assign(new Audio(), { srcObject: stream, muted: true }).play();
    const analyser = new AnalyserNode(context, { fftSize: 256 });
    context.createMediaStreamSource(stream).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      analyser.getFloatTimeDomainData(samples);
      if (samples.some((sample) => Math.abs(sample) > 0.002)) {
        times.heardByPage = now();
      } else {
        setTimeout(() => channel.port2.postMessage(null), 1);
      }
    };
    channel.port2.postMessage(null);
  }

  const client = new Dialtone({ token: ticket });
  await client.connect();
  // Nobody clicks in the moment in which a page is loaded.
  await new Promise((resolve) => setTimeout(resolve, 500));
  const button = document.body.appendChild(document.createElement('button'));
  button.id = 'click';
  button.style.cssText = 'position: fixed; inset: 0; z-index: 1000';
  button.addEventListener('click', () => {
    times.clicked = now();
    const call = client.dial('tel:7001', { stream: microphone.stream });
    call.addEventListener('statechange', () => {
      if (call.state === 'connected') {
        times.connected ??= now();
      }
    });
    window.end = () => call.hangup();
  });
  window.times = times;
}

/** One call. @param {{ visitor: Visitor, ticket: () => Promise<string>, port: number, url: string }} scene */
async function measureCall({ visitor, ticket, port, url }) {
  const phone = await SipPhone.open(NUMBER, PHONE_TONE, port);
  try {
    // A page on which nothing else happens: what the demo page does while it is loaded is no call.
    await visitor.open(new URL('/sdk/dialtone.js', url).href);
    await visitor.page.evaluate(prepare, await ticket());
    await visitor.page.evaluate(() => document.querySelector('#click').click());
    const page = await eventually('both hear each other', () => visitor.page.evaluate(() => window.times), {
      until: ({ heardByPage }) => heardByPage !== undefined && !Number.isNaN(phone.times.heard),
    });
    await visitor.page.evaluate(() => window.end());
    await eventually('the phone is told', () => [...phone.requests].some((request) => request.endsWith('BYE')));
    const { invited, heard } = phone.times;
    const { clicked, asked, described, checked, connected, heardByPage } = page;
    const times = { asked, invited, described, checked, connected, heardByPhone: heard, heardByPage };
    return Object.fromEntries(Object.entries(times).map(([stage, time]) => [stage, time - clicked]));
  } finally {
    await phone.stop();
  }
}

/** A ticket that may dial phones. */
async function developmentTicket(url) {
  const body = JSON.stringify({ user: 'caller' });
  const answer = await fetch(new URL('/v1/dev/ticket', url), { method: 'POST', body });
  return (await answer.json()).ticket;
}

function markdown(runs, away, machine) {
  const rows = STAGES.map(([stage, title, most]) => {
    const sorted = runs.map((run) => run[stage]).sort((a, b) => a - b);
    const late = sorted[Math.ceil(sorted.length * 0.95) - 1];
    const goal = most === undefined ? '–' : `≤ ${most} ms: ${middle(sorted) <= most ? 'met' : '**missed**'}`;
    return [title, `${number(middle(sorted), 0)} ms`, `${number(late, 0)} ms`, goal];
  });
  const head = table(['after the click', 'median', 'p95', 'goal'], rows);
  const far = away > 0 ? ` Signaling takes ${away} ms each way.` : '';
  return [...machineInWords(machine, []), `Calls: ${runs.length}.${far}`, '', head].join('\n');
}

async function main(args) {
  const load = loadNow();
  const { values } = parse(args, { calls: text('24'), 'warm-up': text('100'), away: text('0'), help: flag });
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const calls = Math.ceil(positive('calls', values.calls));
  const warmUp = Math.ceil(positive('warm-up', values['warm-up']));
  const away = values.away === '0' ? 0 : positive('away', values.away);
  const port = await freePort();
  const server = await PhoneServer.start({ phone: { host: `127.0.0.1:${port}` } }, { sip: { policy: UNLIMITED } });
  const way = away > 0 ? await LongWay.to(server.url, away) : undefined;
  let visitor;
  try {
    visitor = await Visitor.arrive('caller', { tone: 600 });
    const scene = { visitor, ticket: () => developmentTicket(server.url), port, url: way?.url ?? server.url };
    const runs = [];
    for (let call = 0; call < warmUp + calls; call++) {
      const times = await measureCall(scene);
      say(STAGES.map(([stage]) => `${stage} ${number(times[stage], 0)} ms`).join(', '));
      runs.push(times);
    }
    process.stdout.write(`${markdown(runs.slice(warmUp), away, await describeMachine(load))}\n`);
  } finally {
    await visitor?.leave();
    way?.stop();
    await server.stop();
  }
  return 0;
}

await runBenchmark(main);
