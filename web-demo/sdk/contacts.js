import { Deferred } from './deferred.js';
import { DialtoneError } from './errors.js';
import { TypedTarget } from './events.js';

/** @import { Party } from './call.js' */

/** @typedef {'available' | 'away' | 'busy' | 'do-not-disturb' | 'offline'} ContactState */
/** @typedef {'audio' | 'video' | 'screen'} Ability */
/** @typedef {{ name?: string, state: ContactState, abilities: Ability[] }} ContactDevice */

/**
 * How this client is shown to others. What is not given is not shown.
 * @typedef {object} Showing
 * @property {'available' | 'away' | 'busy' | 'do-not-disturb' | 'invisible'} state
 * @property {string} [device] what it runs on, for people
 * @property {Ability[]} [abilities]
 * @property {string} [note] for people
 */

/** @typedef {{ id: string, endpoints: number, kept: boolean }} Sent */

/** @typedef {{ message: ContactMessageEvent }} ContactsEventMap */

/**
 * @typedef {object} ContactsContext
 * @property {() => Promise<void>} connect
 * @property {(method: string, params: object) => Promise<any>} request
 */

/** The server is told a moment after messages came what it need not keep any more. */
const ACK_MS = 100;
/** What the server takes at once. */
const MAX_ADDRESSES = 100;
/** What is so while nothing is told of an address. */
const NOBODY = { state: 'offline', inCall: false, peers: [] };

/** `message`: somebody said something, to this user or in a room. */
export class ContactMessageEvent extends Event {
  /** @param {any} params */
  constructor({ message, from, to, body, at, kept }) {
    super('message');
    /** The same when it comes again. @type {string} @readonly */
    this.id = message;
    /** @type {Party} @readonly */
    this.from = from;
    /** The address it was sent to: this user's, or a room's. @type {string} @readonly */
    this.to = to;
    /** A string, or an object. @type {any} @readonly */
    this.body = body;
    /** When it was sent. @readonly */
    this.at = new Date(at);
    /** Whether it waited, or would have. @type {boolean} @readonly */
    this.kept = kept;
  }
}

/**
 * What is watched. `change` tells that something is different.
 * @extends {TypedTarget<{ change: Event }>}
 */
class Watched extends TypedTarget {
  /** @type {Deferred<void>} */
  #ready = new Deferred();
  /** Whether it was told of since it was asked for. */
  #isTold = false;
  #isThere = false;
  #end;

  /** @internal @param {string} address @param {(address: string) => Promise<void>} end */
  constructor(address, end) {
    super();
    /** @readonly */
    this.address = address;
    this.#end = end;
  }

  /** Watches it no more. */
  unwatch() {
    return this.#end(this.address);
  }

  /** @internal @returns {Promise<void>} until the first state is known */
  get _ready() {
    return this.#ready.promise;
  }

  /** @internal */
  _asked() {
    this.#isTold = false;
  }

  /** @internal @param {any} params */
  _tell(params) {
    this.#isTold = true;
    this.#isThere = params.state !== 'offline' && params.peers?.length !== 0;
    this._take(params);
    this.dispatchEvent(new Event('change'));
  }

  /** @internal All there was to tell was told. */
  _known() {
    if (!this.#isTold && this.#isThere) {
      this._tell(NOBODY);
    }
    this.#ready.resolve();
  }

  /** @internal @param {unknown} error */
  _failed(error) {
    this.#ready.reject(error);
  }

  /** @internal @param {any} params */
  _take(params) {
    void params;
  }
}

/** A user who is watched. */
export class Contact extends Watched {
  #shown = { state: /** @type {ContactState} */ ('offline'), inCall: false };
  /** @type {{ name?: string, abilities?: Ability[], devices?: ContactDevice[], note?: string }} */
  #more = {};

  get state() {
    return this.#shown.state;
  }

  /** Whether they talk to somebody in a call or a room. */
  get inCall() {
    return this.#shown.inCall;
  }

  /** What to show: their name, or else their address. */
  get name() {
    return this.#more.name ?? this.address.replace(/^user:/, '');
  }

  /** Of all their devices together. */
  get abilities() {
    return /** @type {readonly Ability[]} */ (this.#more.abilities ?? []);
  }

  get devices() {
    return /** @type {readonly ContactDevice[]} */ (this.#more.devices ?? []);
  }

  get note() {
    return this.#more.note;
  }

  /** @internal @override @param {any} params */
  _take({ state, inCall, name = this.#more.name, abilities, devices, note }) {
    this.#shown = { state, inCall };
    this.#more = { name, abilities, devices, note };
  }
}

/** A room that is watched without being joined. */
export class RoomContact extends Watched {
  /** @type {readonly Party[]} */
  #people = [];

  get name() {
    return this.address.replace(/^room:/, '');
  }

  /** Who is in it; who is there with two devices is there twice. */
  get people() {
    return this.#people;
  }

  /** @internal @override @param {any} params */
  _take({ peers }) {
    this.#people = peers;
  }
}

/**
 * Who is there, and messages beside calls. `client.contacts()` gives it.
 * @extends {TypedTarget<ContactsEventMap>}
 */
export class Contacts extends TypedTarget {
  /** @type {Map<string, Contact | RoomContact>} */
  #watched = new Map();
  /** @type {string[]} to be asked for together */
  #asking = [];
  /** @type {Set<string>} that this session was asked for */
  #asked = new Set();
  /** @type {Showing | undefined} */
  #showing;
  /** @type {ContactMessageEvent[]} came before anybody listened */
  #unheard = [];
  #listens = false;
  #acked = 0;
  /** @type {string[]} that the page has, and the server need not keep */
  #taken = [];
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #context;

  /** @internal @param {ContactsContext} context */
  constructor(context) {
    super();
    this.#context = context;
  }

  /** Who is watched, by address. */
  get watched() {
    return /** @type {ReadonlyMap<string, Contact | RoomContact>} */ (this.#watched);
  }

  /**
   * Says how this client is shown to others, from now on.
   * @param {Showing} showing
   */
  async show(showing) {
    await this.#context.connect();
    await this.#context.request('presence.set', showing);
    this.#showing = showing;
  }

  /**
   * Watches a user. Resolves when it is known whether they are there.
   * @param {string} user such as `user:bob`, or `bob`
   * @returns {Promise<Contact>}
   */
  async watch(user) {
    const address = addressOf(user);
    return /** @type {Contact} */ (await this.#watch(address, () => new Contact(address, this.#unwatch)));
  }

  /**
   * Watches a room without joining it. Resolves when it is known who is there.
   * @param {string} name
   * @returns {Promise<RoomContact>}
   */
  async watchRoom(name) {
    const address = `room:${name}`;
    return /** @type {RoomContact} */ (await this.#watch(address, () => new RoomContact(address, this.#unwatch)));
  }

  /**
   * Says something to a user or in a room.
   * @param {string} target such as `user:bob`, `bob` or `room:standup`
   * @param {string | object} body at most 16 KiB as JSON
   * @param {{ keep?: boolean }} [options] `keep`: whether it waits for a user who is not there
   * @returns {Promise<Sent>}
   */
  async send(target, body, { keep = false } = {}) {
    await this.#context.connect();
    const { message, endpoints, kept } = await this.#context.request('message.send', {
      to: addressOf(target),
      body,
      ...(keep && { keep }),
    });
    return { id: message, endpoints, kept };
  }

  /** @internal @override @param {string} type */
  _listened(type) {
    if (type === 'message') {
      this.#listens = true;
      queueMicrotask(() => this.#unheard.splice(0).forEach((event) => this.#hear(event)));
    }
  }

  /** @internal @param {string} method @param {any} params @param {number} [seq] */
  _receive(method, params, seq) {
    switch (method) {
      case 'presence.changed':
        this.#watched.get(params.address)?._tell(params);
        break;
      case 'presence.room':
        this.#watched.get(`room:${params.room}`)?._tell(params);
        break;
      case 'presence.ready':
        params.addresses.forEach((/** @type {string} */ address) => this.#watched.get(address)?._known());
        break;
      case 'message.received': {
        const event = new ContactMessageEvent(params);
        if (this.#listens) {
          this.#hear(event);
        } else {
          this.#unheard.push(event);
        }
        this.#acked = seq ?? 0;
        this.#tellSoon();
      }
    }
  }

  /** @internal There is another session than before, which knows nothing of all this. */
  _again() {
    this.#acked = 0;
    this.#asked.clear();
    if (this.#showing) {
      this.#context.request('presence.set', this.#showing).catch(() => {});
    }
    [...this.#watched.keys()].forEach((address) => this.#ask(address));
  }

  /**
   * @param {string} address
   * @param {() => Contact | RoomContact} make
   */
  async #watch(address, make) {
    let watched = this.#watched.get(address);
    if (!watched) {
      watched = make();
      this.#watched.set(address, watched);
      this.#context.connect().then(
        () => this.#ask(address),
        (error) => this.#failed([address], error),
      );
    }
    await watched._ready;
    return watched;
  }

  /** All that is asked for at once is asked in one message. @param {string} address */
  #ask(address) {
    if (this.#asked.has(address)) {
      return;
    }
    this.#asked.add(address);
    if (this.#asking.push(address) === 1) {
      queueMicrotask(() => {
        const all = this.#asking.splice(0);
        for (let at = 0; at < all.length; at += MAX_ADDRESSES) {
          this.#subscribe(all.slice(at, at + MAX_ADDRESSES));
        }
      });
    }
  }

  /** @param {string[]} addresses */
  async #subscribe(addresses) {
    addresses.forEach((address) => this.#watched.get(address)?._asked());
    try {
      await this.#context.request('presence.subscribe', { addresses });
    } catch (error) {
      if (addresses.length > 1) {
        // One that is not allowed must not keep the others away.
        addresses.forEach((address) => this.#subscribe([address]));
      } else if (!(error instanceof DialtoneError && error.code === 'signaling/lost')) {
        this.#failed(addresses, error);
      }
    }
  }

  /** @param {string[]} addresses @param {unknown} error */
  #failed(addresses, error) {
    addresses.forEach((address) => {
      this.#watched.get(address)?._failed(error);
      this.#forget(address);
    });
  }

  /** @param {string} address */
  #unwatch = async (address) => {
    if (this.#forget(address)) {
      await this.#context.request('presence.unsubscribe', { addresses: [address] }).catch(() => {});
    }
  };

  /** @param {string} address */
  #forget(address) {
    this.#asked.delete(address);
    return this.#watched.delete(address);
  }

  /** Only what the page has is taken. @param {ContactMessageEvent} event */
  #hear(event) {
    this.dispatchEvent(event);
    if (event.kept) {
      this.#taken.push(event.id);
      this.#tellSoon();
    }
  }

  /** Tells the server what has come. */
  #tellSoon() {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      const messages = this.#taken.splice(0, MAX_ADDRESSES);
      if (this.#acked) {
        this.#context.request('session.ack', { seq: this.#acked }).catch(() => {});
        this.#acked = 0;
      }
      if (messages.length > 0) {
        this.#context.request('message.taken', { messages }).catch(() => {});
      }
      if (this.#taken.length > 0) {
        this.#tellSoon();
      }
    }, ACK_MS);
  }
}

/** @param {string} target */
function addressOf(target) {
  return target.includes(':') ? target : `user:${target}`;
}
