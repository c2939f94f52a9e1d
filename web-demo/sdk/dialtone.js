/** The Dialtone SDK: calls between browsers, over a Dialtone server. See docs/sdk.md. */
import { Call } from './call.js';
import { Connection } from './connection.js';
import { Devices } from './devices.js';
import { DialtoneError } from './errors.js';
import {
  ChatEvent,
  DialtoneErrorEvent,
  HoldEvent,
  IncomingCallEvent,
  ParticipantEvent,
  StateChangeEvent,
  Stateful,
  TrackEvent,
} from './events.js';
import { Participant } from './participant.js';
import { warmUp } from './peer.js';
import { Room } from './room.js';

export {
  Call,
  ChatEvent,
  Devices,
  DialtoneError,
  DialtoneErrorEvent,
  HoldEvent,
  IncomingCallEvent,
  Participant,
  ParticipantEvent,
  Room,
  StateChangeEvent,
  TrackEvent,
};

/** @import { ClientState, ReconnectOptions } from './connection.js' */
/** @import { Context, MediaOptions } from './conversation.js' */
/** @import { Contacts } from './contacts.js' */
/** @import { DialOptions, Party } from './call.js' */
/** @import { OpenedSession, TokenSource } from './entry.js' */
/** @import { Failure, SimulationOptions } from './simulate.js' */
/** @import { Transport } from './transports.js' */

/** @typedef {Pick<Console, 'debug' | 'warn'>} Logger */

/**
 * @typedef {object} ClientOptions
 * @property {string | URL} [url] of the server; unless said otherwise, the one this module came from
 * @property {TokenSource} token
 * @property {RTCIceTransportPolicy} [iceTransportPolicy] `relay` sends all media through the relay
 * @property {Logger} [logger] unless said otherwise, warnings go to the console
 * @property {boolean} [bound] whether tickets are bound to a key of this page, which `token` is given
 * @property {Transport[]} [transports] the ways to take, the preferred first; unless said otherwise all
 * @property {ReconnectOptions | false} [reconnect] unless said otherwise, for ever, at most 30 s apart
 */

/**
 * @typedef {object} ClientEventMap
 * @property {StateChangeEvent<ClientState>} statechange
 * @property {Event} transportchange messages travel in another way than before, see `transport`
 * @property {IncomingCallEvent} incomingcall
 * @property {Event} tokenexpiring within a minute: nothing new can be begun then, what runs goes on
 * @property {Event} drain the server goes away; another one will be found
 * @property {DialtoneErrorEvent} error the connection is given up
 */

const EXPIRING_MS = 60_000;
/** Longer times overflow the browser's timers. */
const MAX_TIMER_MS = 2 ** 31 - 1;
const GOING_AWAY = 1001;
/** What never leaves the machine may go without TLS, also from a page with it. */
const LOOPBACK = /^(localhost$|127\.|\[::1])/;

/**
 * Somebody at a Dialtone server: makes calls, gets calls, joins rooms.
 * @extends {Stateful<ClientEventMap, ClientState>}
 */
export class Dialtone extends Stateful {
  /** @type {Set<Call>} */
  #calls = new Set();
  /** @type {Map<string, Room>} */
  #rooms = new Map();
  /** @type {Set<Call>} rang before anybody listened */
  #unannounced = new Set();
  /** @type {OpenedSession | undefined} */
  #session;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #expiryTimer;
  /** @type {Promise<Contacts> | undefined} */
  #contacts;
  /** @type {Transport | undefined} */
  #transport;
  #listens = false;
  #connection;
  #policy;
  #token;
  /** @type {Context} */
  #context;

  /** @param {ClientOptions} options */
  constructor({ url, token, iceTransportPolicy = 'all', logger = { debug() {}, warn: console.warn }, reconnect = {}, transports, bound }) {
    super('idle');
    this.#policy = iceTransportPolicy;
    this.#token = token;
    /** The microphones, cameras and speakers to choose from. @readonly */
    this.devices = new Devices();
    this.#connection = new Connection(
      { url: webSocketUrl(url ?? import.meta.url), token, reconnect, logger, transports, bound },
      {
        state: (state) => this.#became(state),
        opened: (session) => this.#opened(session),
        lost: ({ code }) => this.#lost(code),
        event: (method, params, seq) => this.#received(method, params, seq),
        error: (error) => this.#failed(error),
        isIdle: () => this.#calls.size + this.#rooms.size === 0,
      },
    );
    this.#context = {
      connect: (signal) => this.#connectFresh(signal),
      request: (method, params) => this.#connection.request(method, params),
      configuration: () => this.#configuration(),
      freshIceServers: () => this.#freshIceServers(),
      reach: () => this.#connection.reach(),
      over: (conversation) => this.#over(conversation),
      devices: this.devices,
      logger,
    };
  }

  /** Who the server says this is, once connected. @returns {Party | undefined} */
  get identity() {
    return this.#session?.self;
  }

  /** How messages travel, while connected. @returns {Transport | undefined} */
  get transport() {
    return this.#connection.transport;
  }

  /** The calls that are not over. */
  get calls() {
    return /** @type {ReadonlySet<Call>} */ (this.#calls);
  }

  /** The rooms that are not left, by name. */
  get rooms() {
    return /** @type {ReadonlyMap<string, Room>} */ (this.#rooms);
  }

  /**
   * Connects, so that calls can come in. `dial` and `join` do it by themselves.
   * @param {{ signal?: AbortSignal }} [options]
   */
  connect({ signal } = {}) {
    return this.#connection.connect(signal);
  }

  /**
   * Calls somebody. Returns at once: the call says by its state and its promises what comes of it.
   * @param {string} target such as `user:bob`; without a scheme, a user
   * @param {DialOptions} [options]
   */
  dial(target, options = {}) {
    const address = target.includes(':') ? target : `user:${target}`;
    const call = new Call(this.#context, 'outbound', { address });
    this.#calls.add(call);
    call._dial(options);
    return call;
  }

  /**
   * Joins a room. Returns at once: `await room.joined`.
   * @param {string} name
   * @param {MediaOptions} [options]
   */
  join(name, options = {}) {
    if (this.#rooms.has(name)) {
      throw new DialtoneError('room/already-joined', `You are in the room ${name} already.`);
    }
    const room = new Room(this.#context, name);
    this.#rooms.set(name, room);
    room._join(options);
    return room;
  }

  /**
   * Who is there, and messages beside calls. Loaded when it is first asked for.
   * @returns {Promise<Contacts>}
   */
  contacts() {
    return (this.#contacts ??= this.#load());
  }

  /** Ends calls and rooms and the connection. `connect` begins again. */
  async close() {
    const goodbyes = Promise.all([
      ...[...this.#calls].map((call) => call.hangup()),
      ...[...this.#rooms.values()].map((room) => room.leave()),
    ]);
    if (this.state === 'connected') {
      // Without a connection they would wait for the next one.
      await goodbyes;
    }
    this.#connection.close();
    this.devices._close();
  }

  /**
   * Makes something go wrong, for tests and demonstrations.
   * @param {Failure} failure
   * @param {SimulationOptions} [options]
   * @returns {Promise<() => void>} ends it
   */
  async simulate(failure, options) {
    const { simulate } = await import('./simulate.js');
    const conversations = () => [...this.#calls, ...this.#rooms.values()];
    return simulate({ connection: this.#connection, conversations }, failure, options);
  }

  /** @internal @override @param {string} type */
  _listened(type) {
    if (type === 'incomingcall') {
      this.#listens = true;
      const waiting = [...this.#unannounced];
      this.#unannounced.clear();
      queueMicrotask(() => waiting.filter((call) => call.state === 'incoming').forEach((call) => this.#announce(call)));
    }
  }

  async #load() {
    const { Contacts } = await import('./contacts.js');
    return new Contacts({ ...this.#context, connect: () => this.#connectFresh() });
  }

  /** @param {AbortSignal} [signal] */
  async #connectFresh(signal) {
    const isExpired = this.#session && Date.parse(this.#session.ticketExpiresAt) <= Date.now();
    if (isExpired && this.state === 'connected' && typeof this.#token === 'function') {
      await this.#renew();
    }
    await this.#connection.connect(signal);
  }

  async #renew() {
    const ticketExpiresAt = await this.#connection.renew();
    if (this.#session) {
      this.#session = { ...this.#session, ticketExpiresAt };
      this.#awaitExpiry();
    }
  }

  /** Gets the next ticket before this one expires; says so where there is none. */
  #awaitExpiry() {
    clearTimeout(this.#expiryTimer);
    const inMs = Date.parse(this.#session?.ticketExpiresAt ?? '') - Date.now() - EXPIRING_MS;
    this.#expiryTimer = setTimeout(
      async () => {
        try {
          if (typeof this.#token === 'function' && inMs > 0) {
            await this.#renew();
            return;
          }
        } catch {
          // The next dial or join tries again, and tells why when it fails.
        }
        this.dispatchEvent(new Event('tokenexpiring'));
      },
      Math.min(Math.max(inMs, 0), MAX_TIMER_MS),
    );
  }

  /** @returns {Promise<RTCConfiguration>} */
  async #configuration() {
    const session = this.#session;
    const isStale = session && Date.parse(session.iceExpiresAt) - Date.now() < EXPIRING_MS;
    const iceServers = isStale ? await this.#freshIceServers() : (session?.iceServers ?? []);
    if (this.#policy === 'relay' && !iceServers.some(isRelay)) {
      throw new DialtoneError(
        'ice/relay-required',
        'All media should go through a relay, and the server offers none: let it, or allow direct connections.',
        { action: 'contact-support' },
      );
    }
    // One path for all media: each more would be one more place in the relay.
    return { iceServers, iceTransportPolicy: this.#policy, bundlePolicy: 'max-bundle' };
  }

  async #freshIceServers() {
    /** @type {{ iceServers: RTCIceServer[], iceExpiresAt: string }} */
    const fresh = await this.#connection.request('session.iceServers');
    if (this.#session) {
      this.#session = { ...this.#session, ...fresh };
    }
    return fresh.iceServers;
  }

  /** @param {ClientState} state */
  #became(state) {
    this._become(state);
    // There is time for it while the server is asked.
    globalThis.requestIdleCallback?.(warmUp);
    const transport = this.transport;
    if (transport && transport !== this.#transport) {
      this.#transport = transport;
      this.dispatchEvent(new Event('transportchange'));
    }
  }

  /** @param {OpenedSession} session */
  #opened(session) {
    this.#session = session;
    this.#context.gateway = session.gateway;
    this.#awaitExpiry();
    if (!session.recovered) {
      [...this.#rooms.values()].forEach((room) => queueMicrotask(() => room._rejoin()));
      this.#contacts?.then((contacts) => contacts._again());
    }
  }

  /** @param {number} code */
  #lost(code) {
    clearTimeout(this.#expiryTimer);
    if (code === GOING_AWAY) {
      this.dispatchEvent(new Event('drain'));
    }
    // A call that has not reached the server waits for the next connection.
    [...this.#calls].filter((call) => call.id !== '').forEach((call) => call._lost());
    this.#rooms.forEach((room) => room._lost());
  }

  /** @param {DialtoneError} error */
  #failed(error) {
    [...this.#rooms.values()].forEach((room) => room._giveUp(error));
    this.dispatchEvent(new DialtoneErrorEvent(error));
  }

  /** @param {string} method @param {any} params @param {number} [seq] */
  #received(method, params, seq) {
    if (method === 'call.incoming') {
      this.#invited(params);
    } else if (method.startsWith('call.')) {
      [...this.#calls].find((call) => call.id === params.call)?._receive(method, params);
    } else if (method === 'server.draining') {
      this.dispatchEvent(new Event('drain'));
    } else if (method.startsWith('room.')) {
      this.#rooms.get(params.room)?._receive(method, params);
    } else {
      this.contacts().then((contacts) => contacts._receive(method, params, seq));
    }
  }

  /** @param {any} params */
  #invited(params) {
    const call = new Call(this.#context, 'inbound', params.from);
    this.#calls.add(call);
    call._invited(params);
    if (this.#listens) {
      this.#announce(call);
    } else {
      this.#unannounced.add(call);
    }
  }

  /** @param {Call} call */
  #announce(call) {
    this.dispatchEvent(new IncomingCallEvent(call));
    if (call.state === 'incoming') {
      call._rings();
    }
  }

  /** @param {Call | Room} conversation */
  #over(conversation) {
    if (conversation instanceof Call) {
      this.#calls.delete(conversation);
      this.#unannounced.delete(conversation);
    } else {
      this.#rooms.delete(conversation.name);
    }
  }
}

/** @param {string | URL} url */
function webSocketUrl(url) {
  const full = new URL(url, globalThis.location?.href);
  full.protocol = full.protocol.replace('http', 'ws');
  if (globalThis.location?.protocol === 'https:' && !LOOPBACK.test(full.hostname)) {
    full.protocol = 'wss:';
  }
  if (full.pathname === '/' || String(url) === import.meta.url) {
    full.pathname = '/v1/ws';
    full.search = '';
  }
  return full.href;
}

/** @param {RTCIceServer} server */
function isRelay({ urls }) {
  return [urls].flat().some((url) => url.startsWith('turn'));
}
