/**
 * What the person, or the program, can do about an error.
 * @typedef {'retry' | 'reauthenticate' | 'fix-permissions' | 'choose-device' | 'use-https'
 *   | 'change-browser' | 'fix-request' | 'contact-support' | 'none'} Action
 */

/** Everything that goes wrong: a code for programs, words for people, and what to do. */
export class DialtoneError extends Error {
  /**
   * @param {string} code `area/reason`, listed in docs/sdk.md
   * @param {string} message what happened, to what, and what to do, in words
   * @param {{ retryable?: boolean, action?: Action, cause?: unknown }} [more]
   */
  constructor(code, message, { retryable = false, action = 'none', cause } = {}) {
    super(message, { cause });
    this.name = 'DialtoneError';
    /** @readonly */
    this.code = code;
    /** Whether the same thing may succeed later. @readonly */
    this.retryable = retryable;
    /** @readonly */
    this.action = action;
    /** @internal What to sign. @type {string | undefined} */
    this._nonce = undefined;
  }
}

/** @typedef {{ message: string, data?: { code?: string, retryable?: boolean, action?: Action, nonce?: string } }} ErrorAnswer */

/** @param {ErrorAnswer} answer the `error` member of a JSON-RPC answer */
export function errorOfAnswer({ message, data = {} }) {
  const error = new DialtoneError(data.code ?? 'signaling/protocol', message, data);
  error._nonce = data.nonce;
  return error;
}

/** @param {{ detail?: string, code?: string, retryable?: boolean, action?: Action }} problem of RFC 9457 */
export function errorOfProblem({ detail, code, retryable, action }) {
  return new DialtoneError(
    code ?? 'signaling/unreachable',
    detail ?? 'The server refused without saying why.',
    { retryable, action },
  );
}

/**
 * Any thrown value as an error of ours.
 * @param {unknown} thrown
 * @param {string} [code] when it is not one yet
 */
export function toDialtoneError(thrown, code = 'internal/unexpected') {
  if (thrown instanceof DialtoneError) {
    return thrown;
  }
  const words = thrown instanceof Error ? thrown.message : String(thrown);
  return new DialtoneError(code, words, { action: 'contact-support', cause: thrown });
}

/** @param {string} words */
export function wrongState(words) {
  return new DialtoneError('call/wrong-state', words, { action: 'fix-request' });
}

/** @param {string} [reason] */
export function connectionLost(reason = '') {
  return new DialtoneError('signaling/lost', `The connection to the server was lost. ${reason}`.trim(), {
    retryable: true,
    action: 'retry',
  });
}

/** @param {AbortSignal} signal */
export function aborted(signal) {
  return new DialtoneError('client/aborted', 'The page gave up waiting.', { cause: signal.reason });
}

/** Throws, in words, where this page or this browser cannot make calls. */
export function requireCallSupport() {
  if (globalThis.isSecureContext === false) {
    throw new DialtoneError(
      'media/insecure-page',
      `Browsers give microphone and camera only to pages opened with https:// or on localhost, not at ${location.origin}. Open it with https://.`,
      { action: 'use-https' },
    );
  }
  if (typeof RTCPeerConnection !== 'function' || !navigator.mediaDevices?.getUserMedia) {
    throw new DialtoneError(
      'browser/unsupported',
      'This browser cannot make calls. Use a current Chrome, Edge, Firefox or Safari.',
      { action: 'change-browser' },
    );
  }
}
