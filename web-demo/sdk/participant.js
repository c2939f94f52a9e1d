import { Stateful, TrackEvent } from './events.js';
import { Peer } from './peer.js';

/** @import { Party } from './call.js' */
/** @import { StateChangeEvent } from './events.js' */

/** @typedef {import('./recovery.js').PathState | 'left'} ParticipantState */

/**
 * @typedef {object} ParticipantEventMap
 * @property {StateChangeEvent<ParticipantState>} statechange
 * @property {Event} mediachange they muted themselves, or share their screen, or stopped to
 * @property {TrackEvent} trackadd
 * @property {TrackEvent} trackremove
 */

/**
 * Somebody else in a call or a room, and what comes from them.
 * @extends {Stateful<ParticipantEventMap, ParticipantState>}
 */
export class Participant extends Stateful {
  #muted = false;
  #sharing = false;
  /** @type {Peer | undefined} */
  #peer;
  #id;
  #identity;

  /** @internal @param {string} id @param {Party} identity */
  constructor(id, identity) {
    super('connecting');
    this.#id = id;
    this.#identity = identity;
    /** What they send: at most one audio and one video track. @readonly */
    this.stream = new MediaStream();
  }

  /** In a room, the server's name for them; in a call, empty. */
  get id() {
    return this.#id;
  }

  /** Who they are: `address` such as `user:bob`, and perhaps a `name` to show. */
  get identity() {
    return this.#identity;
  }

  /** The name to show; the address when they have none. */
  get name() {
    return this.#identity.name ?? this.#identity.address;
  }

  /** Whether they have muted themselves. */
  get muted() {
    return this.#muted;
  }

  /** Whether their video is their screen. */
  get sharing() {
    return this.#sharing;
  }

  /** What the browser measures of the connection to them; empty while there is none. */
  async getStats() {
    return this.#peer ? this.#peer.getStats() : new Map();
  }

  /** @internal */
  get _peer() {
    return this.#peer;
  }

  /** @internal Another endpoint than expected has answered. @param {Party} identity */
  _identify(identity) {
    this.#identity = identity;
  }

  /**
   * @internal
   * @param {{ configuration: RTCConfiguration, polite: boolean, awaitsOffer: boolean, isPhone?: boolean }} options
   * @param {import('./peer.js').Signaling} signaling
   * @param {Pick<import('./peer.js').PeerHandlers, 'text' | 'error'>} on
   */
  _connect(options, signaling, on) {
    this.#peer?.close();
    this._become('connecting');
    this.#peer = new Peer({ ...options, stream: this.stream }, signaling, {
      ...on,
      state: (state) => this._become(state),
      track: (type, track) => this.dispatchEvent(new TrackEvent(type, track, this.stream)),
      sending: ({ muted, sharing }) => {
        this.#muted = muted;
        this.#sharing = sharing;
        this.dispatchEvent(new Event('mediachange'));
      },
    });
    return this.#peer;
  }

  /** @internal */
  _leave() {
    this.#peer?.close();
    this.#peer = undefined;
    this._become('left');
  }
}
