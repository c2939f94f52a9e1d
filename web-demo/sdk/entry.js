import { DialtoneError, errorOfProblem } from './errors.js';

/** @import { Holder, HolderKey } from './proof.js' */

const WHY_MS = 5_000;

/**
 * Gives the ticket: itself, or a function that fetches one. The function is asked at each
 * connection, with reason `refresh` when the last ticket has expired or soon will; `key` is what it is to be bound to.
 * @typedef {string | ((context: { reason: 'connect' | 'refresh', signal: AbortSignal, key?: HolderKey }) => string | Promise<string>)} TokenSource
 */

/**
 * @typedef {object} OpenedSession the server's answer to `session.open`
 * @property {string} session
 * @property {import('./call.js').Party} self
 * @property {RTCIceServer[]} iceServers
 * @property {string} iceExpiresAt
 * @property {string} ticketExpiresAt
 * @property {boolean} recovered whether it is the session from before the loss
 * @property {string} [resume] the secret to resume it with
 * @property {number} resumeSeconds
 * @property {import('./ahead.js').Gateway} [gateway]
 */

/** What lets a client in: its ticket, and the key that this may be bound to. */
export class Entry {
  /** @type {Promise<Holder> | undefined} */
  #holder;
  #bound;

  /** @param {TokenSource} token @param {boolean} [bound] whether tickets are bound to a key of this page */
  constructor(token, bound) {
    /** @internal */
    this._token = token;
    this.#bound = bound;
  }

  /** @param {DialtoneError} error */
  canRefresh(error) {
    return typeof this._token === 'function' && error.code === 'auth/ticket-expired';
  }

  /**
   * The ticket for a connection.
   * @param {'connect' | 'refresh'} reason
   * @param {AbortSignal} signal
   */
  async ticket(reason, signal) {
    if (this.#bound && !this.#holder) {
      this.#holder = import('./proof.js').then(({ makeHolder }) => makeHolder());
      this.#holder.catch(() => (this.#holder = undefined));
    }
    const key = (await this.#holder)?.key;
    const ticket = await this.#given({ reason, signal, ...(key && { key }) });
    if (typeof ticket !== 'string' || ticket === '') {
      throw new DialtoneError(
        'auth/ticket-missing',
        'The page has no ticket for the server: `token` must be a ticket, or a function that gives one.',
        { action: 'fix-request' },
      );
    }
    return ticket;
  }

  /** @param {{ reason: 'connect' | 'refresh', signal: AbortSignal, key?: HolderKey }} context */
  async #given(context) {
    try {
      return await (typeof this._token === 'function' ? this._token(context) : this._token);
    } catch (thrown) {
      // What fetch throws where there is no network: there may be one again.
      if (thrown instanceof TypeError) {
        const words = `The page's \`token\` failed: ${thrown.message}`;
        throw new DialtoneError('signaling/unreachable', words, { retryable: true, action: 'retry', cause: thrown });
      }
      throw thrown;
    }
  }

  /**
   * Opens a session, with a proof of having the key where the ticket is bound to one.
   * @param {import('./socket.js').Socket} socket
   * @param {{ ticket: string }} params
   * @returns {Promise<OpenedSession>}
   */
  async open(socket, params) {
    try {
      return await socket.request('session.open', params);
    } catch (thrown) {
      const nonce = /** @type {DialtoneError} */ (thrown)._nonce;
      const holder = await this.#holder;
      if (nonce && !holder) {
        throw (await import('./proof.js')).noHolder();
      }
      if (!nonce || !holder) {
        throw thrown;
      }
      return socket.request('session.open', { ...params, proof: await holder.prove(nonce, params.ticket) });
    }
  }
}

/**
 * A browser does not tell why a connection failed; the server does, when asked over HTTP.
 * @param {string} webSocketUrl
 * @param {string} ticket
 * @param {unknown} cause
 */
export async function whyRefused(webSocketUrl, ticket, cause) {
  const url = new URL('validate', webSocketUrl.replace(/^ws/, 'http'));
  try {
    const answer = await fetch(url, {
      headers: { Authorization: `Bearer ${ticket}` },
      signal: AbortSignal.timeout(WHY_MS),
    });
    const isProblem = answer.headers.get('Content-Type')?.includes('problem+json');
    return isProblem ? errorOfProblem(await answer.json()) : unreachable(webSocketUrl, answer);
  } catch (why) {
    return unreachable(webSocketUrl, cause ?? why);
  }
}

/** @param {string} webSocketUrl @param {unknown} [cause] a response, when it is only such connections that do not get there */
export function unreachable(webSocketUrl, cause) {
  return new DialtoneError(
    'signaling/unreachable',
    `No connection to ${new URL(webSocketUrl).host}. Check the network, and that the page's Content-Security-Policy names it in connect-src.`,
    { retryable: true, action: 'retry', cause },
  );
}
