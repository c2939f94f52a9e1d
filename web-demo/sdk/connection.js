import { Deferred } from './deferred.js';
import { Entry, unreachable, whyRefused } from './entry.js';
import { aborted, connectionLost, DialtoneError, toDialtoneError } from './errors.js';
import { Patience } from './patience.js';
import { newRequest, orDrop, Socket } from './socket.js';

/** What this program is called in the server's log. */
const CLIENT = 'dialtone-sdk/0.1.0';

/** A first connection that fails so often is told to the person; a lost one is tried for longer. */
const FIRST_ATTEMPTS = 3;
/** The server is told so often what it need not keep. */
const ACK_EVERY = 16;
/** Whoever closes so has ended the session. */
const FINAL = [1000, 1001];
/** How long the server may take to say that it is there. */
const PROBE_MS = 5_000;
const OPEN_MS = 4_000;
/** While a call waits for a way for its media. */
const URGENT_MS = 20_000;
const URGENT_PROBE_MS = 1_500;
const URGENT_OPEN_MS = 2_000;
const URGENT_DELAY_MS = 500;
/** A connection that says nothing for so long is asked whether it is there: a network may take it away without a word. */
const SILENT_MS = 10_000;
const SILENT_IDLE_MS = 25_000;
/** A connection that lives for less was cut on its way; after so many, long ones are no use. */
const BRIEF_MS = 10_000;
const MAX_BRIEF = 3;

/** @import { OpenedSession, TokenSource } from './entry.js' */
/** @import { Transport, Transports, Wire } from './transports.js' */

/** @typedef {'idle' | 'connecting' | 'connected' | 'reconnecting' | 'closed'} ClientState */

/** @typedef {{ maxAttempts?: number, maxDelayMs?: number }} ReconnectOptions */

/**
 * @typedef {object} ConnectionHandlers
 * @property {(state: ClientState) => void} state
 * @property {(session: OpenedSession) => void} opened a session is open, maybe another one than before
 * @property {(close: { code: number }) => void} lost the session is over
 * @property {(method: string, params: any, seq?: number) => void} event
 * @property {(error: DialtoneError) => void} error nothing more is tried
 * @property {() => boolean} isIdle whether nothing goes on that a change of transport could disturb
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
  /** @internal What a simulation does with each wire. @type {((wire: Wire) => void) | undefined} */
  _tamper;
  /** @type {Transports | undefined} loaded where WebSockets alone will not do */
  #transports;
  #brief = 0;
  #openedAt = 0;
  #urgentUntil = 0;
  #patience = new Patience();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #beat;
  #url;
  #list;
  #reconnect;
  #on;
  #logger;

  /**
   * @param {object} options
   * @param {string} options.url of the WebSocket
   * @param {TokenSource} options.token
   * @param {ReconnectOptions | false} options.reconnect
   * @param {Transport[]} [options.transports]
   * @param {boolean} [options.bound] whether tickets are bound to a key of this page
   * @param {Pick<Console, 'debug' | 'warn'>} options.logger
   * @param {ConnectionHandlers} on
   */
  constructor({ url, token, reconnect, logger, transports, bound }, on) {
    this.#url = url;
    this.#list = transports;
    /** @internal */
    this._entry = new Entry(token, bound);
    this.#reconnect = reconnect;
    this.#logger = logger;
    this.#on = on;
  }

  get state() {
    return this.#state;
  }

  /** @internal */
  get _socket() {
    return this.#socket;
  }

  /** @returns {Transport | undefined} */
  get transport() {
    return this.#state === 'connected' ? (this.#transports?.current ?? 'websocket') : undefined;
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

  /** Shows the next ticket within the session. @returns {Promise<string>} until when it is good */
  async renew() {
    const ticket = await this._entry.ticket('refresh', this.#abort.signal);
    return (await this.request('session.renew', { ticket })).ticketExpiresAt;
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
      await this.#patience.pause(failed, this.#isUrgent ? URGENT_DELAY_MS : maxDelayMs);
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
        const refresh = reason === 'connect' && this._entry.canRefresh(error);
        reason = refresh ? 'refresh' : 'connect';
        // The server answers, so it is such connections that do not get there.
        const isBlocked = /** @type {any} */ (error.cause)?.ok;
        if (isBlocked && (await this._ways().catch(() => undefined))?.failed()) {
          attempt--;
          failed--;
        } else if (!refresh && (!error.retryable || attempt >= limit)) {
          this.#finish(error, true);
          return;
        }
      }
    }
  }

  /**
   * @param {AbortSignal} signal
   * @param {'connect' | 'refresh'} reason
   */
  async #open(signal, reason) {
    const ticket = await this._entry.ticket(reason, signal);
    if (signal.aborted) {
      return;
    }
    if (this.#list || this.#brief >= MAX_BRIEF) {
      const ways = await this._ways();
      if (this.#brief >= MAX_BRIEF) {
        this.#brief = 0;
        ways.unsteady();
      }
    }
    const socket = await this.#opening(ticket, await this.#transports?.load(), this.#transports?.openMs);
    await this.#take(socket, ticket, signal);
  }

  /** @internal The ways to take, when WebSockets alone will not do. */
  async _ways() {
    let module;
    try {
      module = await import('./transports.js');
    } catch (cause) {
      throw unreachable(this.#url, cause);
    }
    return (this.#transports ??= new module.Transports(
      {
        url: this.#url,
        logger: this.#logger,
        isIdle: () => this.#state === 'connected' && this.#on.isIdle(),
        move: async (begin, openMs) => {
          const { signal } = this.#abort;
          const ticket = await this._entry.ticket('connect', signal);
          const socket = await this.#opening(ticket, begin, openMs);
          return () => this.#take(socket, ticket, signal);
        },
      },
      this.#list,
    ));
  }

  /**
   * A connection that is open, without its session.
   * @param {string} ticket
   * @returns {Promise<Socket>}
   */
  async #opening(ticket, begin = () => /** @type {Wire} */ (new WebSocket(this.#url, 'dialtone.v1')), openMs = this.#isUrgent ? URGENT_OPEN_MS : OPEN_MS) {
    const open = new Deferred();
    try {
      const wire = begin();
      /** @type {Socket} */
      const socket = new Socket(wire, openMs, {
        open: () => open.resolve(socket),
        event: (method, params, seq) => this.#event(method, params, seq),
        closed: ({ code, pending }) => {
          open.reject(undefined);
          this.#lost(socket, code, pending);
        },
      });
      this._tamper?.(wire);
      return await open.promise;
    } catch (cause) {
      throw await whyRefused(this.#url, ticket, cause);
    }
  }

  /**
   * Takes the session to a connection; the one before, if there is one, is not needed any more.
   * @param {Socket} socket
   * @param {string} ticket
   * @param {AbortSignal} signal
   */
  async #take(socket, ticket, signal) {
    if (signal.aborted) {
      socket.drop('');
      return;
    }
    const old = this.#socket;
    this.#socket = socket;
    old?.drop('');
    try {
      const token = this.#session?.resume;
      const resume = token && { resume: { token, lastSeq: this.#seq } };
      const params = { ticket, client: CLIENT, ...resume };
      this.#opened(await this._entry.open(socket, params));
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
    this.#openedAt = Date.now();
    this.#transports?.opened();
    this.#waiting.splice(0).forEach((pending) => this.#socket?.ask(pending));
    this.#set('connected', () => this.#on.opened(session));
    this.#listen();
    this.#ready.resolve(undefined);
  }

  /** Asks from time to time whether a connection that says nothing is still there. */
  #listen() {
    clearTimeout(this.#beat);
    const socket = this.#socket;
    if (socket && this.#state === 'connected') {
      const silentMs = this.#on.isIdle() ? SILENT_IDLE_MS : SILENT_MS;
      const leftMs = socket.heardAt + silentMs - Date.now();
      if (leftMs <= 0) {
        this.#ask(socket);
      }
      this.#beat = setTimeout(() => this.#listen(), leftMs > 0 ? Math.min(leftMs, SILENT_MS) : PROBE_MS);
    }
  }

  /** Finds out whether a connection is still there. @param {Socket} socket */
  #ask(socket) {
    orDrop(socket, socket.request('session.ack', { seq: this.#seq }), PROBE_MS).catch(() => {});
  }

  /** @param {string} method @param {any} params @param {number} [seq] */
  #event(method, params, seq) {
    this.#on.event(method, params, seq);
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
    clearTimeout(this.#beat);
    if (this.#state !== 'connected') {
      // An attempt, which knows by itself.
      return;
    }
    this.#transports?.stop();
    this.#brief = code === 1006 && Date.now() - this.#openedAt < BRIEF_MS ? this.#brief + 1 : 0;
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

  /**
   * For a call that needs another way for its media, while its network may be gone: waits until the server is reached,
   * and tries more often than usual for it.
   * @returns {Promise<boolean>} whether there is another connection than before
   */
  async reach() {
    this.#urgentUntil = Date.now() + URGENT_MS;
    this.#patience.wake();
    const socket = this.#state === 'connected' ? this.#socket : undefined;
    await orDrop(socket, this.request('session.ack', { seq: this.#seq }), URGENT_PROBE_MS);
    return socket !== this.#socket;
  }

  get #isUrgent() {
    return Date.now() < this.#urgentUntil;
  }

  /** Tries at once, or finds out whether the connection that seems to be there still is. */
  probe() {
    this.#patience.wake();
    if (this.#socket && this.#state === 'connected') {
      this.#ask(this.#socket);
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
    clearTimeout(this.#beat);
    this.#transports?.stop();
    this.#patience.wake();
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
