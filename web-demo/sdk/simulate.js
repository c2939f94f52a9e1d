import { DialtoneError, wrongState } from './errors.js';

/** @import { Connection } from './connection.js' */
/** @import { Conversation } from './conversation.js' */
/** @import { Peer } from './peer.js' */
/** @import { Transport, Wire } from './transports.js' */

/**
 * What can be made to go wrong, see docs/sdk.md.
 * @typedef {keyof typeof FAILURES} Failure
 */

/** @typedef {{ delayMs?: number, maxBitrate?: number }} SimulationOptions of `slow-network` */

/**
 * What a simulation gets hold of.
 * @typedef {object} Subject
 * @property {Connection} connection
 * @property {() => Conversation<any, any>[]} conversations all calls and rooms
 */

/** What ends a simulation, as far as it does not end by itself. @typedef {() => void} End */

const DELAY_MS = 1_500;
const MAX_BITRATE = 60_000;
const GOING_AWAY = 1001;
const LOST = 1006;
const nothing = () => {};

/** @satisfies {Record<string, (subject: Subject, options: SimulationOptions) => End | Promise<End>>} */
const FAILURES = {
  'connection-lost': (subject) => lose(subject),

  'connection-dead': (subject) => {
    const wire = socketOf(subject)._wire;
    wire.send = nothing;
    wire.onmessage = nothing;
    wire.onclose = nothing;
    return nothing;
  },

  'server-stopped': (subject) => {
    socketOf(subject).close(GOING_AWAY);
    return nothing;
  },

  'session-forgotten': async (subject) => {
    const socket = socketOf(subject);
    const wire = socket._wire;
    const { onclose } = wire;
    wire.onclose = () => onclose?.({ code: LOST, reason: '' });
    await socket.request('session.close', {}).catch(nothing);
    return nothing;
  },

  'ticket-expired': (subject) => {
    const { connection } = subject;
    socketOf(subject);
    const token = connection._entry._token;
    const expired = () => {
      connection._entry._token = token;
      throw new DialtoneError('auth/ticket-expired', 'The ticket has expired.', { action: 'reauthenticate' });
    };
    connection._entry._token = expired;
    lose(subject);
    return () => {
      connection._entry._token = connection._entry._token === expired ? token : connection._entry._token;
    };
  },

  'websocket-blocked': (subject) => block(subject, ['websocket']),

  'streams-blocked': (subject) => block(subject, ['websocket', 'sse']),

  'slow-network': async (subject, { delayMs = DELAY_MS, maxBitrate = MAX_BITRATE }) => {
    const { connection } = subject;
    const before = connection._tamper;
    let isOn = true;
    const slow = (/** @type {Wire} */ wire) => slowDown(wire, () => (isOn ? delayMs : 0));
    connection._tamper = (wire) => {
      before?.(wire);
      slow(wire);
    };
    if (connection._socket) {
      slow(connection._socket._wire);
    }
    await encode(subject, (encoding) => (encoding.maxBitrate = maxBitrate));
    return () => {
      isOn = false;
      connection._tamper = before;
      void encode(subject, (encoding) => delete encoding.maxBitrate);
    };
  },

  'network-changed': async (subject) => {
    lose(subject);
    const { iceServers } = await subject.connection.request('session.iceServers');
    peersOf(subject).forEach(({ connection }) => {
      connection.setConfiguration({ ...connection.getConfiguration(), iceServers });
      connection.restartIce();
    });
    return nothing;
  },

  // Firefox goes on with sound whose encoding is not active.
  'media-stopped': async (subject) => {
    const stopped = sendersOf(subject).map((sender) => ({ sender, track: sender.track }));
    await Promise.all(stopped.map(({ sender }) => sender.replaceTrack(null)));
    return () => stopped.forEach(({ sender, track }) => sender.track ?? void sender.replaceTrack(track).catch(nothing));
  },

  'device-lost': ({ conversations }) => {
    const tracks = conversations().flatMap(({ localStream }) => localStream.getTracks());
    tracks.forEach((track) => {
      track.stop();
      track.onended?.(new Event('ended'));
    });
    return nothing;
  },
};

/**
 * Makes something go wrong.
 * @param {Subject} subject
 * @param {Failure} failure
 * @param {SimulationOptions} [options]
 * @returns {Promise<End>}
 */
export async function simulate(subject, failure, options = {}) {
  /** @type {((subject: Subject, options: SimulationOptions) => End | Promise<End>) | undefined} */
  const begin = Object.hasOwn(FAILURES, failure) ? FAILURES[failure] : undefined;
  if (!begin) {
    const known = Object.keys(FAILURES).join(', ');
    throw new DialtoneError('client/simulation', `What is to fail must be one of ${known}, not "${failure}".`, {
      action: 'fix-request',
    });
  }
  return begin(subject, options);
}

/** Looks like a WebSocket that does not get through. @implements {Wire} */
export class BlockedWire {
  /** @type {Wire['onopen']} */
  onopen = null;
  /** @type {Wire['onmessage']} */
  onmessage = null;
  /** @type {Wire['onclose']} */
  onclose = null;

  constructor() {
    queueMicrotask(() => this.onclose?.({ code: LOST, reason: '' }));
  }

  send() {}

  close() {}
}

/** @param {Subject} subject */
function socketOf({ connection }) {
  const socket = connection._socket;
  if (!socket || connection.state !== 'connected') {
    throw wrongState(`Only a client that is connected can lose that, and this one is ${connection.state}.`);
  }
  return socket;
}

/** @param {Subject} subject @returns {End} */
function lose(subject) {
  socketOf(subject).drop('As a simulation wants it.');
  return nothing;
}

/** @param {Subject} subject @param {Transport[]} transports */
async function block(subject, transports) {
  const { connection } = subject;
  const ways = await connection._ways();
  ways._blocked = transports;
  if (connection.transport && transports.includes(connection.transport)) {
    lose(subject);
  }
  return () => {
    if (ways._blocked === transports) {
      ways._blocked = [];
    }
  };
}

/**
 * Delays what comes and goes, in its order.
 * @param {Wire} wire
 * @param {() => number} delayMs
 */
function slowDown(wire, delayMs) {
  const send = wire.send.bind(wire);
  const { onmessage } = wire;
  const outbound = later(delayMs);
  const inbound = later(delayMs);
  wire.send = (text) => outbound(() => send(text));
  wire.onmessage = (event) => inbound(() => wire.onmessage && onmessage?.(event));
}

/** @param {() => number} delayMs @returns {(task: () => void) => void} */
function later(delayMs) {
  let lastAt = 0;
  return (task) => {
    const now = Date.now();
    const at = Math.max(lastAt, now + delayMs());
    lastAt = at;
    if (at > now) {
      setTimeout(task, at - now);
    } else {
      task();
    }
  };
}

/** @param {Subject} subject @param {(encoding: RTCRtpEncodingParameters) => unknown} change of all that is sent */
async function encode(subject, change) {
  await Promise.all(
    sendersOf(subject).map((sender) => {
      const parameters = sender.getParameters();
      parameters.encodings.forEach((encoding) => change(encoding));
      return sender.setParameters(parameters);
    }),
  );
}

/** @param {Subject} subject */
function sendersOf(subject) {
  return peersOf(subject).flatMap(({ connection }) => connection.getSenders());
}

/** @param {Subject} subject @returns {Peer[]} */
function peersOf({ conversations }) {
  return conversations()
    .flatMap((each) => each._everybody())
    .flatMap(({ _peer }) => _peer ?? []);
}
