import { Deferred } from './deferred.js';
import { aborted, connectionLost, DialtoneError, errorOfProblem, toDialtoneError } from './errors.js';
import { newRequest, Socket } from './socket.js';

/** What this program is called in the server's log. */
const CLIENT = 'dialtone-sdk/0.1.0';

/** A first connection that fails so often is told to the person; a lost one is tried for longer. */
const FIRST_ATTEMPTS = 3;
/** The server is told so often what it need not keep. */
const ACK_EVERY = 16;
/** Whoever closes so has ended the session. */
const FINAL = [1000, 1001];
/** A probe after the computer slept, or the network changed. */
const PROBE_MS = 5_000;
const WHY_MS = 5_000;

/** @typedef {'idle' | 'connecting' | 'connected' | 'reconnecting' | 'closed'} ClientState */

/**
 * Gives the ticket: itself, or a function that fetches one. The function is asked at each
 * connection, with reason `refresh` when the last ticket is known to have expired.
 * @typedef {string | ((context: { reason: 'connect' | 'refresh', signal: AbortSignal }) => string | Promise<string>)} TokenSource
 */

/** @typedef {{ maxAttempts?: number, maxDelayMs?: number }} ReconnectOptions */

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
 */

/**
 * @typedef {object} ConnectionHandlers
 * @property {(state: ClientState) => void} state
 * @property {(session: OpenedSession) => void} opened a session is open, maybe another one than before
 * @property {(close: { code: number }) => void} lost the session is over
 * @property {(method: string, params: any) => void} event
 * @property {(error: DialtoneError) => void} error nothing more is tried
 */

/**
 * A session with the server, opened again whenever its connection is lost.
 *
 * The session outlives its connection when the server lets it: what is asked meanwhile waits, and what was not
 * answered is asked again. Only when it cannot be resumed is it lost.
 *
 * After a loss the first attempt is at once, then they come at random moments in a growing time, so
 * that the clients of a server that restarts do not come back together. A network that comes back
 * and a page that becomes visible try at once.
 */
export class Connection {
  /** @type {ClientState} */
  #state = 'idle';
  /** @type {Socket | undefined} */
  #socket;
  /** @type {Deferred<void>} */
  #ready = new Deferred();
  #abort = new AbortController();
  /** @type {OpenedSession | undefined} with a connection or without */
  #session;
  /** The last event that came. */
  #seq = 0;
  /** @type {import('./socket.js').Pending[]} to be asked when the session is resumed */
  #waiting = [];
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #resumeTimer;
  #wake = () => {};
  #url;
  #token;
  #reconnect;
  #on;
  #logger;

  /**
   * @param {object} options
   * @param {string} options.url of the WebSocket
   * @param {TokenSource} options.token
   * @param {ReconnectOptions | false} options.reconnect
   * @param {Pick<Console, 'debug' | 'warn'>} options.logger
   * @param {ConnectionHandlers} on
   */
  constructor({ url, token, reconnect, logger }, on) {
    this.#url = url;
    this.#token = token;
    this.#reconnect = reconnect;
    this.#logger = logger;
    this.#on = on;
  }

  get state() {
    return this.#state;
  }

  /** @param {AbortSignal} [signal] ends the waiting, and a first attempt with it */
  async connect(signal) {
    if (signal?.aborted) {
      throw aborted(signal);
    }
    if (this.#state === 'idle' || this.#state === 'closed') {
      this.#begin();
    }
    if (!signal) {
      return this.#ready.promise;
    }
    const given = new Deferred();
    const abort = () => {
      given.reject(aborted(signal));
      if (this.#state === 'connecting') {
        this.close();
      }
    };
    signal.addEventListener('abort', abort, { once: true });
    try {
      await Promise.race([this.#ready.promise, given.promise]);
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }

  /**
   * @param {string} method
   * @param {object} [params]
   * @returns {Promise<any>} the result
   */
  request(method, params = {}) {
    const { pending, promise } = newRequest(method, params);
    if (this.#state === 'connected' && this.#socket) {
      this.#socket.ask(pending);
    } else if (this.#session) {
      this.#waiting.push(pending);
    } else {
      pending.reject(connectionLost());
    }
    return promise;
  }

  /** Ends the session, and opens another one with a fresh ticket. */
  renew() {
    this.#socket?.close();
  }

  close() {
    this.#finish(new DialtoneError('client/closed', 'The client was closed.'));
  }

  #begin() {
    this.#abort = new AbortController();
    this.#ready = new Deferred();
    const { signal } = this.#abort;
    addEventListener('online', () => this.probe(), { signal });
    addEventListener('pagehide', (event) => this.#pageHidden(event), { signal });
    document.addEventListener('visibilitychange', () => this.#visible(), { signal });
    this.#set('connecting');
    this.#run(signal, 0);
  }

  /**
   * Tries until a session is open, or it makes no sense any more.
   * @param {AbortSignal} signal
   * @param {number} failed attempts so far; each makes the next one wait longer
   */
  async #run(signal, failed) {
    const first = this.#state === 'connecting';
    const { maxAttempts = Infinity, maxDelayMs = 30_000 } = this.#reconnect || { maxAttempts: 1 };
    const limit = first ? Math.min(FIRST_ATTEMPTS, maxAttempts) : maxAttempts;
    /** @type {'connect' | 'refresh'} */
    let reason = 'connect';
    for (let attempt = 1; ; attempt++, failed++) {
      await this.#pause(failed, maxDelayMs);
      if (signal.aborted) {
        return;
      }
      try {
        await this.#open(signal, reason);
        return;
      } catch (thrown) {
        if (signal.aborted) {
          return;
        }
        const error = toDialtoneError(thrown, 'signaling/unreachable');
        this.#logger.warn(`Dialtone: attempt ${attempt} to connect failed: ${error.message}`);
        /** @type {boolean} */
        const refresh = reason === 'connect' && this.#canRefresh(error);
        reason = refresh ? 'refresh' : 'connect';
        if (!refresh && (!error.retryable || attempt >= limit)) {
          this.#finish(error, true);
          return;
        }
      }
    }
  }

  /** @param {DialtoneError} error */
  #canRefresh(error) {
    return typeof this.#token === 'function' && error.code === 'auth/ticket-expired';
  }

  /**
   * Full jitter: any moment of a time that grows with the square of the failures.
   * @param {number} failed
   * @param {number} maxDelayMs
   */
  #pause(failed, maxDelayMs) {
    if (failed === 0) {
      return undefined;
    }
    const delayMs = Math.random() * Math.min(maxDelayMs, 300 * failed ** 2);
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(undefined), delayMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve(undefined);
      };
    });
  }

  /**
   * @param {AbortSignal} signal
   * @param {'connect' | 'refresh'} reason
   */
  async #open(signal, reason) {
    const ticket = await this.#ticket(reason, signal);
    if (signal.aborted) {
      return;
    }
    const open = new Deferred();
    const socket = this.#newSocket({
      open: () => open.resolve(undefined),
      event: (method, params, seq) => this.#event(method, params, seq),
      closed: ({ code, pending }) => {
        open.reject(code);
        this.#lost(socket, code, pending);
      },
    });
    this.#socket = socket;
    try {
      await open.promise;
    } catch {
      throw await this.#whyRefused(ticket);
    }
    try {
      const token = this.#session?.resume;
      const resume = token && { resume: { token, lastSeq: this.#seq } };
      this.#opened(await socket.request('session.open', { ticket, client: CLIENT, ...resume }));
    } catch (error) {
      socket.drop('It could not open a session.');
      throw error;
    }
  }

  /** @param {OpenedSession} session */
  #opened(session) {
    clearTimeout(this.#resumeTimer);
    if (!session.recovered) {
      this.#end(1006);
      this.#seq = 0;
    }
    this.#session = session;
    this.#waiting.splice(0).forEach((pending) => this.#socket?.ask(pending));
    this.#set('connected', () => this.#on.opened(session));
    this.#ready.resolve(undefined);
  }

  /** @param {string} method @param {any} params @param {number} [seq] */
  #event(method, params, seq) {
    this.#on.event(method, params);
    if (seq) {
      this.#seq = seq;
      if (seq % ACK_EVERY === 0) {
        this.#socket?.request('session.ack', { seq });
      }
    }
  }

  /** The session is over, if there is one. @param {number} code */
  #end(code) {
    clearTimeout(this.#resumeTimer);
    this.#waiting.splice(0).forEach(({ reject }) => reject(connectionLost()));
    if (this.#session) {
      this.#session = undefined;
      this.#on.lost({ code });
    }
  }

  /** @param {ConstructorParameters<typeof Socket>[1]} on */
  #newSocket(on) {
    try {
      return new Socket(this.#url, on);
    } catch (cause) {
      throw this.#unreachable(cause); // Some browsers say at once that the page may not.
    }
  }

  /**
   * @param {'connect' | 'refresh'} reason
   * @param {AbortSignal} signal
   */
  async #ticket(reason, signal) {
    const token = this.#token;
    const ticket = typeof token === 'function' ? await token({ reason, signal }) : token;
    if (typeof ticket !== 'string' || ticket === '') {
      throw new DialtoneError(
        'auth/ticket-missing',
        'The page has no ticket for the server: `token` must be a ticket, or a function that gives one.',
        { action: 'fix-request' },
      );
    }
    return ticket;
  }

  /**
   * A browser does not tell why a WebSocket failed; the server does, when asked over HTTP.
   * @param {string} ticket
   */
  async #whyRefused(ticket) {
    const url = new URL('validate', this.#url.replace(/^ws/, 'http'));
    try {
      const answer = await fetch(url, {
        headers: { Authorization: `Bearer ${ticket}` },
        signal: AbortSignal.timeout(WHY_MS),
      });
      const isProblem = answer.headers.get('Content-Type')?.includes('problem+json');
      return isProblem ? errorOfProblem(await answer.json()) : this.#unreachable();
    } catch (cause) {
      return this.#unreachable(cause);
    }
  }

  /** @param {unknown} [cause] */
  #unreachable(cause) {
    return new DialtoneError(
      'signaling/unreachable',
      `No connection to ${new URL(this.#url).host}. Check the network, and that the page's Content-Security-Policy names it in connect-src; a proxy or firewall may block WebSockets.`,
      { retryable: true, action: 'retry', cause },
    );
  }

  /** @param {Socket} socket @param {number} code @param {import('./socket.js').Pending[]} pending */
  #lost(socket, code, pending) {
    if (this.#session) {
      this.#waiting.push(...pending);
    } else {
      pending.forEach(({ reject }) => reject(connectionLost()));
    }
    if (socket !== this.#socket) {
      return;
    }
    this.#socket = undefined;
    if (this.#state !== 'connected') {
      return; // An attempt, which knows by itself.
    }
    this.#logger.debug(`Dialtone: the connection was closed with ${code}.`);
    if (this.#reconnect === false) {
      this.#end(code);
      this.#finish(connectionLost(), true);
      return;
    }
    this.#ready = new Deferred();
    this.#set('reconnecting', () => {
      const session = this.#session;
      if (session?.resume && !FINAL.includes(code)) {
        this.#resumeTimer = setTimeout(() => this.#end(code), session.resumeSeconds * 1000);
      } else {
        this.#end(code);
      }
    });
    // A server that stops or that had enough of us is given a moment.
    const patience = { 1001: 2, 4409: 3, 4429: 5, 4503: 3 };
    this.#run(this.#abort.signal, patience[/** @type {keyof typeof patience} */ (code)] ?? 0);
  }

  #visible() {
    if (document.visibilityState === 'visible') {
      this.probe();
    }
  }

  /** Tries at once, or finds out whether the connection that seems to be there still is. */
  probe() {
    this.#wake();
    const socket = this.#socket;
    if (socket && this.#state === 'connected') {
      const timer = setTimeout(() => socket.drop('It was lost unnoticed.'), PROBE_MS);
      socket
        .request('session.iceServers', {})
        .catch(() => {})
        .finally(() => clearTimeout(timer));
    }
  }

  /**
   * Says goodbye when the page goes, so that others learn it at once and as what it is. A page that the
   * browser keeps, frozen, could not answer a call; it connects again, after a moment, when it is shown.
   * @param {PageTransitionEvent} event
   */
  #pageHidden(event) {
    if (event.persisted) {
      this.#socket?.close(1001);
    } else {
      this.close();
    }
  }

  /**
   * @param {DialtoneError} error what those who wait are told
   * @param {boolean} [tell] whether it is an error, not a wish
   */
  #finish(error, tell = false) {
    if (this.#state === 'idle' || this.#state === 'closed') {
      return;
    }
    this.#abort.abort();
    this.#wake();
    this.#set('closed', () => this.#end(1000));
    this.#socket?.close();
    this.#socket = undefined;
    this.#ready.reject(error);
    if (tell) {
      this.#on.error(error);
    }
  }

  /**
   * @param {ClientState} state
   * @param {() => void} [before] what must be done before others learn of it
   */
  #set(state, before) {
    this.#state = state;
    before?.();
    this.#on.state(state);
  }
}
