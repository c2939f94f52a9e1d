import { DialtoneError, wrongState } from './errors.js';

/** @import { Call } from './call.js' */

/**
 * How keys are pressed, in milliseconds.
 * @typedef {{ duration?: number, gap?: number }} DigitOptions
 */

const DIGITS = /^[0-9A-D*#,]+$/;
const PAUSE_MS = 2000;
/** What the server takes at once. */
const MAX_DIGITS = 64;

/**
 * What is being pressed, by call: one key after another.
 * @type {WeakMap<Call, Promise<unknown>>}
 */
const pressing = new WeakMap();

/**
 * @param {Call} call
 * @param {string} digits
 * @param {DigitOptions} [options]
 */
export function sendDigits(call, digits, { duration = 100, gap = 70 } = {}) {
  const keys = digits.toUpperCase();
  if (!DIGITS.test(keys)) {
    throw new DialtoneError(
      'call/no-digits',
      `A phone has the keys 0 to 9, * and # (and A to D); a comma waits. "${digits}" has others.`,
      { action: 'fix-request' },
    );
  }
  const work = (pressing.get(call) ?? Promise.resolve()).then(() => press(call, keys, duration, gap));
  pressing.set(call, work.catch(() => {}));
  return work;
}

/**
 * @param {Call} call
 * @param {string} keys
 * @param {number} duration
 * @param {number} gap
 */
async function press(call, keys, duration, gap) {
  if (call.state === 'ended' || !call.remote._peer) {
    throw wrongState(`Only in a call can keys be pressed, and this one is ${call.state}.`);
  }
  if (call.isHeld) {
    throw wrongState('The call is on hold: resume it first, then press keys.');
  }
  const dtmf = toneSender(call.remote._peer.connection);
  if (dtmf) {
    await insert(call, dtmf, keys, duration, gap);
  } else {
    await ask(call, keys, duration, gap);
  }
}

/**
 * What sends keys with the sound; none when the two sides have not agreed on them.
 * @param {RTCPeerConnection} connection
 */
function toneSender(connection) {
  const agreed = /^a=rtpmap:\d+ telephone-event\//im.test(connection.remoteDescription?.sdp ?? '');
  const senders = connection.getTransceivers().map(({ sender }) => sender.dtmf);
  return agreed ? senders.find((dtmf) => dtmf && dtmf.canInsertDTMF !== false) : undefined;
}

/**
 * @param {Call} call
 * @param {RTCDTMFSender} dtmf
 * @param {string} keys
 * @param {number} duration
 * @param {number} gap
 */
async function insert(call, dtmf, keys, duration, gap) {
  const listening = new AbortController();
  await new Promise((resolve, reject) => {
    dtmf.addEventListener(
      'tonechange',
      ({ tone }) => {
        if (tone === '') {
          // that was the last one
          resolve(undefined);
        }
      },
      { signal: listening.signal },
    );
    call.ended.then(() => reject(wrongState('The call was over before all keys were pressed.')));
    dtmf.insertDTMF(keys, duration, gap);
  }).finally(() => listening.abort());
}

/**
 * Lets the server press them.
 * @param {Call} call
 * @param {string} keys
 * @param {number} duration
 * @param {number} gap
 */
async function ask(call, keys, duration, gap) {
  for (const part of keys.match(/,|[^,]+/g) ?? []) {
    if (part === ',') {
      await wait(PAUSE_MS);
      continue;
    }
    for (let at = 0; at < part.length; at += MAX_DIGITS) {
      const digits = part.slice(at, at + MAX_DIGITS);
      await call._context.request('call.digits', { call: call.id, digits, duration });
      await wait(digits.length * (duration + gap));
    }
  }
}

/** @param {number} ms */
function wait(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/**
 * @param {Call} call
 * @param {string | Call} target
 */
export async function transfer(call, target) {
  const listening = new AbortController();
  const failed = new Promise((_, reject) => {
    call.addEventListener(
      'transfer',
      ({ progress, message }) => {
        if (progress === 'failed') {
          reject(new DialtoneError('call/transfer-failed', message));
        }
      },
      { signal: listening.signal },
    );
  });
  failed.catch(() => {});
  try {
    const to = typeof target === 'string' ? { to: target } : { toCall: target.id };
    await call._context.request('call.transfer', { call: call.id, ...to });
    const reason = await Promise.race([call.ended, failed]);
    if (reason !== 'transferred') {
      throw new DialtoneError('call/transfer-failed', `The call ended before it was transferred. ${call.endMessage}`);
    }
  } finally {
    listening.abort();
  }
}
