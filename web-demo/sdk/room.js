import { Conversation } from './conversation.js';
import { Deferred } from './deferred.js';
import { DialtoneError, toDialtoneError } from './errors.js';
import { ParticipantEvent } from './events.js';
import { Participant } from './participant.js';

/** @import { ChatEvent, DialtoneErrorEvent, StateChangeEvent } from './events.js' */
/** @import { Context, MediaOptions } from './conversation.js' */
/** @import { Party } from './call.js' */

/** @typedef {'new' | 'joining' | 'joined' | 'reconnecting' | 'left'} RoomState */

/**
 * @typedef {object} RoomEventMap
 * @property {StateChangeEvent<RoomState>} statechange
 * @property {ParticipantEvent} participantjoin
 * @property {ParticipantEvent} participantleave
 * @property {Event} mediachange this side muted, opened a camera, or shares the screen
 * @property {ChatEvent} message
 * @property {DialtoneErrorEvent} error
 */

/** @typedef {Party & { id: string }} PeerInfo as the server tells */

/** After a reconnect the room may look full, until the server notices that the old connection is dead. */
const REJOIN_MS = 2_000;
const REJOIN_ATTEMPTS = 5;

/**
 * A room where everybody sends to everybody.
 *
 * When the connection to the server is lost, the room is joined again with the next one.
 * @extends {Conversation<RoomEventMap, RoomState>}
 */
export class Room extends Conversation {
  #name;
  /** @type {Map<string, Participant>} */
  #participants = new Map();
  /** @type {Set<string>} this side's own ids, also of lost connections that still haunt the room */
  #selves = new Set();
  #self = '';
  /** @type {Deferred<void>} */
  #joined = new Deferred();
  /** @type {Deferred<void>} */
  #left = new Deferred();
  /** @type {DialtoneError | undefined} */
  #error;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #rejoinTimer;
  /** @type {Promise<void>} the server's events, one after another */
  #work = Promise.resolve();

  /** @internal @param {Context} context @param {string} name */
  constructor(context, name) {
    super(context);
    this.#name = name;
  }

  get name() {
    return this.#name;
  }

  /** Resolves when the room is joined; rejects when that fails. */
  get joined() {
    return this.#joined.promise;
  }

  /** Resolves, and never rejects, when the room is left. */
  get left() {
    return this.#left.promise;
  }

  /** The others in the room, by id. */
  get participants() {
    return /** @type {ReadonlyMap<string, Participant>} */ (this.#participants);
  }

  /** What went wrong, when that is why the room is left. */
  get error() {
    return this.#error;
  }

  /** Leaves the room. Never fails. */
  async leave() {
    if (this.#isOver()) {
      return;
    }
    const tell = this.state === 'joined';
    this.#end();
    if (tell) {
      await this._context.request('room.leave', { room: this.#name }).catch(() => {});
    }
  }

  /** @internal @override */
  _everybody() {
    return [...this.#participants.values()];
  }

  /** @internal @param {MediaOptions} options */
  async _join(options) {
    this._become('joining');
    this._endWith(options.signal, () => void this.leave(), this.left);
    try {
      await this.#enter(await this._prepare(options));
    } catch (error) {
      this.#fail(error);
    }
  }

  /** @internal @param {string} method @param {any} params */
  _receive(method, params) {
    this.#work = this.#work
      .then(() => this.#handle(method, params))
      .catch((error) => this._report(error));
  }

  /** @param {string} method @param {any} params */
  async #handle(method, params) {
    switch (method) {
      case 'room.peerJoined':
        this.#add(params.peer, await this._context.configuration(), true);
        break;
      case 'room.peerLeft':
        this.#remove(params.peer);
        break;
      case 'room.description':
        this.#participants.get(params.from)?._peer?.receiveDescription(params.description);
        break;
      case 'room.candidates':
        this.#participants.get(params.from)?._peer?.receiveCandidates(params.candidates);
        break;
    }
  }

  /** @internal The session with the server is over; the media goes on until the room is joined again. */
  _lost() {
    if (this.state === 'joined') {
      this._become('reconnecting');
    }
  }

  /** @internal There is a session again. @param {number} [attempt] */
  async _rejoin(attempt = 1) {
    clearTimeout(this.#rejoinTimer);
    if (this.state !== 'reconnecting') {
      return;
    }
    try {
      await this.#enter(await this._context.configuration());
    } catch (thrown) {
      const error = toDialtoneError(thrown);
      if (error.retryable && attempt < REJOIN_ATTEMPTS) {
        this.#rejoinTimer = setTimeout(() => this._rejoin(attempt + 1), REJOIN_MS);
      } else {
        this.#fail(error);
      }
    }
  }

  /** @internal @param {DialtoneError} error the client gave up */
  _giveUp(error) {
    this.#fail(error);
  }

  /** @param {RTCConfiguration} configuration */
  async #enter(configuration) {
    if (this.#isOver()) {
      return;
    }
    /** @type {{ self: string, peers: PeerInfo[] }} */
    const { self, peers } = await this._context.request('room.join', { room: this.#name });
    if (this.#isOver()) {
      this._context.request('room.leave', { room: this.#name }).catch(() => {});
      return;
    }
    this.#self = self;
    this.#selves.add(self);
    const there = new Set(peers.map(({ id }) => id));
    [...this.#participants.keys()].filter((id) => !there.has(id)).forEach((id) => this.#remove(id));
    peers.forEach((peer) => this.#add(peer, configuration, false));
    this._become('joined');
    this.#joined.resolve();
  }

  /**
   * @param {PeerInfo} peer
   * @param {RTCConfiguration} configuration
   * @param {boolean} awaitsOffer whoever joins makes the offers
   */
  #add({ id, ...identity }, configuration, awaitsOffer) {
    if (this.#isOver() || this.#selves.has(id)) {
      return;
    }
    const known = this.#participants.get(id);
    const participant = known ?? new Participant(id, identity);
    this.#participants.set(id, participant);
    this._connectTo(
      participant,
      { configuration, polite: this.#self < id, awaitsOffer, isPhone: !/^user:/.test(identity.address) },
      {
        describe: ({ type, sdp }) => this.#tell('room.describe', id, { description: { type, sdp } }),
        trickle: (candidates) => this.#tell('room.trickle', id, { candidates }),
      },
    );
    if (!known) {
      this.dispatchEvent(new ParticipantEvent('participantjoin', participant));
    }
  }

  /** @param {string} id */
  #remove(id) {
    const participant = this.#participants.get(id);
    if (participant) {
      this.#participants.delete(id);
      this._media.sendNoMoreTo(participant._peer);
      participant._leave();
      this.dispatchEvent(new ParticipantEvent('participantleave', participant));
    }
  }

  /**
   * Says something to one peer, who may have left meanwhile.
   * @param {string} method
   * @param {string} to
   * @param {object} params
   */
  #tell(method, to, params) {
    const isNeedless = (/** @type {string} */ code) =>
      this.state !== 'joined' || !this.#participants.has(to) || code === 'room/no-such-peer';
    return this._ask(method, { room: this.#name, to, ...params }, isNeedless);
  }

  /** @param {unknown} thrown */
  #fail(thrown) {
    if (!this.#isOver()) {
      this.#error = toDialtoneError(thrown);
      this._report(this.#error);
      this.#end();
    }
  }

  #end() {
    clearTimeout(this.#rejoinTimer);
    this._media.stop();
    [...this.#participants.keys()].forEach((id) => this.#remove(id));
    this.#joined.reject(this.#error ?? new DialtoneError('client/aborted', 'The room was left before it was joined.'));
    this._context.over(this);
    this._become('left');
    this.#left.resolve();
  }

  #isOver() {
    return this.state === 'left';
  }
}
