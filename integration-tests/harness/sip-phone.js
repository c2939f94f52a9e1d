/**
 * @file A phone behind a trunk: SIP over UDP, and PCMU in plain RTP. It calls or takes every call, says a tone, and
 * measures what it hears.
 */

import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { eventually } from './eventually.js';

const RATE = 8000;
const FRAME = RATE / 50;
const FRAME_MS = 20;
const RTP_HEADER = 12;
const AMPLITUDE = 8000;
/** What is kept of what is heard, in frames: half a second. */
const HEARD_FRAMES = 25;
/** The part of all that is heard that a tone must be; several may sound together. */
const LEAST_SHARE = 0.15;
const MEDIA_MS = 45_000;
const BIAS = 0x84;
/** What is quieter is silence, of 16 bits. */
const AUDIBLE = 100;

export class SipPhone {
  #sip = createSocket('udp4');
  #rtp = createSocket('udp4');
  #number;
  #tone;
  #callId = `${randomBytes(8).toString('hex')}@phone`;
  #tag = randomBytes(4).toString('hex');
  #sequence = 0;
  #requests = 0;
  #said = 0;
  #began = 0;
  /** @type {string[]} responses that were not taken yet */
  #responses = [];
  /** @type {Int16Array[]} */
  #heard = [];
  #lastHeard = 0;
  #longestSilence = 0;
  #timer;
  #dialog;
  /** When the INVITE came, and when a sound was first heard; in milliseconds since 1970. */
  times = { invited: NaN, heard: NaN };
  /** The requests that came, each once, such as `1 INVITE`. @type {Set<string>} */
  requests = new Set();

  /** @param {string} number its own @param {number} tone in hertz that it says */
  constructor(number, tone) {
    this.#number = number;
    this.#tone = tone;
  }

  /** @param {string} number @param {number} tone @param {number} [port] of its SIP; without one, any */
  static async open(number, tone, port = 0) {
    const phone = new SipPhone(number, tone);
    for (const [socket, wanted] of [[phone.#sip, port], [phone.#rtp, 0]]) {
      socket.bind(wanted, '127.0.0.1');
      await once(socket, 'listening');
    }
    phone.#sip.on('message', (message, from) => phone.#receive(String(message), from));
    phone.#rtp.on('message', (packet) => phone.#hear(packet));
    return phone;
  }

  /** Where a trunk finds it. */
  get host() {
    return `127.0.0.1:${this.#sip.address().port}`;
  }

  /** Calls a number and talks when it is answered. @param {string} number @param {number} port of the server's SIP */
  async call(number, port) {
    const uri = `sip:${number}@127.0.0.1:${port}`;
    this.#dialog = { uri, to: `<${uri}>`, port };
    this.#request('INVITE', this.#offer());
    const answer = await eventually(`${number} is answered`, () => this.#final());
    if (!answer.startsWith('SIP/2.0 200')) {
      throw new Error(`the call was refused: ${answer.split('\r\n')[0]}`);
    }
    this.#dialog.to = header(answer, 'To');
    this.#dialog.uri = /<([^>]+)>/.exec(header(answer, 'Contact'))[1];
    this.#request('ACK');
    this.#talk(Number(/m=audio (\d+)/.exec(answer)[1]));
  }

  async hangUp() {
    clearInterval(this.#timer);
    this.#request('BYE');
    await eventually('the hangup is answered', () => this.#final());
  }

  /** Waits until a tone is among what the phone hears. @param {number} hertz */
  async hears(hertz) {
    await eventually(`the phone hears ${hertz} Hz`, () => this.#share(hertz), {
      until: (share) => share >= LEAST_SHARE,
      within: MEDIA_MS,
    });
  }

  /** Forgets what it has heard. */
  listenAnew() {
    this.#heard = [];
    this.#longestSilence = 0;
    this.#lastHeard = performance.now();
  }

  /** The longest time without a sound since it was told to listen anew, in seconds. */
  get longestSilence() {
    return this.#longestSilence / 1000;
  }

  async stop() {
    clearInterval(this.#timer);
    this.#sip.close();
    this.#rtp.close();
  }

  #offer() {
    return [
      'v=0',
      'o=- 1 1 IN IP4 127.0.0.1',
      's=-',
      'c=IN IP4 127.0.0.1',
      't=0 0',
      `m=audio ${this.#rtp.address().port} RTP/AVP 0`,
      'a=rtpmap:0 PCMU/8000',
      '',
    ].join('\r\n');
  }

  #request(method, body = '') {
    if (method !== 'ACK') {
      this.#requests++;
    }
    const from = `<sip:${this.#number}@127.0.0.1>;tag=${this.#tag}`;
    const lines = [
      `${method} ${this.#dialog.uri} SIP/2.0`,
      `Via: SIP/2.0/UDP ${this.host};branch=z9hG4bK${randomBytes(8).toString('hex')}`,
      'Max-Forwards: 70',
      `From: ${from}`,
      `To: ${this.#dialog.to}`,
      `Call-ID: ${this.#callId}`,
      `CSeq: ${this.#requests} ${method}`,
      `Contact: <sip:${this.#number}@${this.host}>`,
      ...(body ? ['Content-Type: application/sdp'] : []),
      `Content-Length: ${body.length}`,
      '',
      body,
    ];
    this.#responses = [];
    this.#sip.send(lines.join('\r\n'), this.#dialog.port, '127.0.0.1');
  }

  #receive(message, from) {
    if (message.startsWith('SIP/2.0')) {
      this.#responses.push(message);
      return;
    }
    const isNew = !this.requests.has(header(message, 'CSeq'));
    this.requests.add(header(message, 'CSeq'));
    if (message.startsWith('INVITE')) {
      this.times.invited = isNew ? now() : this.times.invited;
      this.#answer(message, from, this.#offer());
      if (isNew) {
        const [, host] = /^c=IN IP4 (\S+)/m.exec(message);
        this.#talk(Number(/^m=audio (\d+)/m.exec(message)[1]), host);
      }
    } else if (!message.startsWith('ACK')) {
      this.#answer(message, from);
    }
    if (message.startsWith('BYE')) {
      clearInterval(this.#timer);
    }
  }

  #answer(request, from, body = '') {
    const copied = ['Via', 'From', 'Call-ID', 'CSeq'].map((name) => `${name}: ${header(request, name)}`);
    const to = header(request, 'To');
    const lines = [
      'SIP/2.0 200 OK',
      ...copied,
      `To: ${to}${/;tag=/.test(to) ? '' : `;tag=${this.#tag}`}`,
      `Contact: <sip:${this.#number}@${this.host}>`,
      ...(body ? ['Content-Type: application/sdp'] : []),
      `Content-Length: ${body.length}`,
      '',
      body,
    ];
    this.#sip.send(lines.join('\r\n'), from.port, from.address);
  }

  #final() {
    return this.#responses.find((response) => !/^SIP\/2\.0 1/.test(response));
  }

  #talk(port, host = '127.0.0.1') {
    this.#began = performance.now();
    this.#timer = setInterval(() => {
      while (this.#said * FRAME_MS <= performance.now() - this.#began) {
        this.#rtp.send(this.#packet(), port, host);
      }
    }, FRAME_MS);
  }

  #packet() {
    const packet = Buffer.alloc(RTP_HEADER + FRAME);
    const first = this.#said * FRAME;
    packet[0] = 0x80;
    packet.writeUInt16BE(this.#sequence++ & 0xffff, 2);
    packet.writeUInt32BE(first, 4);
    packet.writeUInt32BE(0x5151, 8);
    for (let i = 0; i < FRAME; i++) {
      const sample = AMPLITUDE * Math.sin((2 * Math.PI * this.#tone * (first + i)) / RATE);
      packet[RTP_HEADER + i] = toMuLaw(Math.round(sample));
    }
    this.#said++;
    return packet;
  }

  #hear(packet) {
    if ((packet[1] & 0x7f) === 0) {
      const frame = Int16Array.from(packet.subarray(RTP_HEADER), fromMuLaw);
      this.#heard.push(frame);
      this.#heard.splice(0, this.#heard.length - HEARD_FRAMES);
      if (frame.some((sample) => Math.abs(sample) > AUDIBLE)) {
        const at = performance.now();
        this.#longestSilence = Math.max(this.#longestSilence, at - this.#lastHeard);
        this.#lastHeard = at;
        this.times.heard = this.times.heard || now();
      }
    }
  }

  /** The part of the energy that is at a frequency, by Goertzel's filter. */
  #share(hertz) {
    const samples = this.#heard.flatMap((frame) => [...frame]);
    const c = 2 * Math.cos((2 * Math.PI * hertz) / RATE);
    let [s1, s2, energy] = [0, 0, 1];
    for (const x of samples) {
      [s1, s2] = [x + c * s1 - s2, s1];
      energy += x * x;
    }
    return (2 * (s1 * s1 + s2 * s2 - c * s1 * s2)) / Math.max(1, samples.length) / energy;
  }
}

/** In milliseconds since 1970, as pages count it too. */
const now = () => performance.timeOrigin + performance.now();

/** @param {string} message @param {string} name */
function header(message, name) {
  return new RegExp(`^${name}: (.*)$`, 'im').exec(message)[1].trim();
}

/** @param {number} sample of 16 bits */
function toMuLaw(sample) {
  const sign = sample < 0 ? 0x80 : 0;
  const magnitude = Math.min(Math.abs(sample), 32_635) + BIAS;
  const exponent = 31 - Math.clz32(magnitude) - 7;
  return ~(sign | (exponent << 4) | ((magnitude >> (exponent + 3)) & 0x0f)) & 0xff;
}

/** @param {number} code */
function fromMuLaw(code) {
  const bits = ~code & 0xff;
  const magnitude = (((bits & 0x0f) << 3) + BIAS) << ((bits >> 4) & 7);
  return bits & 0x80 ? BIAS - magnitude : magnitude - BIAS;
}
