import { Conversation } from './conversation.js';
import { Deferred } from './deferred.js';
import { DialtoneError, toDialtoneError, wrongState } from './errors.js';
import { HoldEvent, TrackEvent } from './events.js';
import { Participant } from './participant.js';
import { ahead } from './peer.js';

/** @import { ChatEvent, DialtoneErrorEvent, StateChangeEvent } from './events.js' */
/** @import { Context, MediaOptions } from './conversation.js' */
/** @import { Candidate } from './candidates.js' */

/** @typedef {{ address: string, name?: string }} Party somebody, such as `user:bob` */

/**
 * Where a call is. `connecting`: it was answered, and the media is on its way.
 * @typedef {'new' | 'dialing' | 'ringing' | 'incoming' | 'connecting' | 'connected' | 'reconnecting' | 'ended'} CallState
 */

/**
 * Why a call is over.
 * @typedef {'hangup' | 'declined' | 'busy' | 'no-answer' | 'cancelled' | 'answered-elsewhere' | 'signaling-lost'
 *   | 'media-failed' | 'server-drain' | 'not-found' | 'forbidden' | 'unreachable' | 'time-limit' | 'transferred' | 'failed'} EndReason
 */

/** @typedef {{ code: number, text: string }} EndCause what a phone network said, such as 486 and `Busy Here` */

/** @typedef {MediaOptions & { ringSeconds?: number, headers?: Record<string, string> }} DialOptions */

/**
 * What becomes of a transfer: when it has `failed` the call goes on, when it is done the call ends.
 * @typedef {Event & { progress: 'trying' | 'failed', status: number, message: string }} TransferEvent
 */

/**
 * @typedef {object} CallEventMap
 * @property {StateChangeEvent<CallState>} statechange
 * @property {Event} mediachange this side muted, opened a camera, or shares the screen
 * @property {TrackEvent} trackadd
 * @property {TrackEvent} trackremove
 * @property {HoldEvent} hold
 * @property {HoldEvent} resume
 * @property {TransferEvent} transfer what becomes of one
 * @property {ChatEvent} message
 * @property {DialtoneErrorEvent} error
 */

/** @type {Record<string, EndReason>} errors that are an outcome of their own */
const REASONS = {
  'call/not-found': 'not-found',
  'auth/forbidden-destination': 'forbidden',
  'signaling/lost': 'signaling-lost',
  'client/aborted': 'cancelled',
};

/** What a call to one somebody is left for when the media fails. */
const MEDIA_FAILED = 'No way was found for sound and picture. A firewall may be in between; another network may help.';

/**
 * A call between two.
 *
 * It ends with a reason that programs can read and words for a person, whatever happens.
 * @extends {Conversation<CallEventMap, CallState>}
 */
export class Call extends Conversation {
  #id = '';
  /** @type {'inbound' | 'outbound'} */
  #direction;
  /** @type {RTCSessionDescriptionInit | undefined} the caller's, until it is answered */
  #offer;
  /** @type {Candidate[]} of the caller, until it is answered */
  #early = [];
  /** Whether the first description has been sent; later ones renegotiate. */
  #described = false;
  #isAnswering = false;
  #isHeld = false;
  #isHeldByPeer = false;
  /** @type {Deferred<void>} */
  #answered = new Deferred();
  /** @type {Deferred<EndReason>} */
  #ended = new Deferred();
  /** @type {Deferred<void>} */
  #known = new Deferred();
  /** @type {EndReason | undefined} */
  #endReason;
  #endMessage = '';
  /** @type {EndCause | undefined} */
  #endCause;
  #offered = { audio: true, video: false };
  /** @type {Readonly<Record<string, string>>} */
  #headers = {};
  /** @type {Party | undefined} */
  #divertedFrom;
  /** @type {DialtoneError | undefined} */
  #error;
  /** @type {Date | undefined} */
  #startedAt;
  /** @type {DialOptions} */
  #options = {};
  #abort = () => void this.hangup();

  /**
   * @internal
   * @param {Context} context
   * @param {'inbound' | 'outbound'} direction
   * @param {Party} party
   */
  constructor(context, direction, party) {
    super(context);
    this.#direction = direction;
    /** The other side, and what comes from it. @readonly */
    this.remote = new Participant('', party);
    this.remote.addEventListener('statechange', ({ state }) => this.#pathChanged(state));
    for (const type of /** @type {const} */ (['trackadd', 'trackremove'])) {
      this.remote.addEventListener(type, (event) =>
        this.dispatchEvent(new TrackEvent(type, event.track, event.stream)),
      );
    }
  }

  /** The server's name for it; empty until the server knows of it. */
  get id() {
    return this.#id;
  }

  get direction() {
    return this.#direction;
  }

  /** What the caller wants to send, for the ringing screen. */
  get offered() {
    return this.#offered;
  }

  /** Of an incoming call from a phone, the headers of SIP that the server's operator lets through. */
  get headers() {
    return this.#headers;
  }

  /** Whom a phone has called first, when their calls go on to this side. */
  get divertedFrom() {
    return this.#divertedFrom;
  }

  /** What comes from the other side. It stays the same object. */
  get remoteStream() {
    return this.remote.stream;
  }

  /** When the media was first connected. */
  get startedAt() {
    return this.#startedAt;
  }

  /** Resolves when somebody answers; rejects, with the reason as error, when the call ends before. */
  get answered() {
    return this.#answered.promise;
  }

  /** Resolves, and never rejects, with the reason why the call is over. */
  get ended() {
    return this.#ended.promise;
  }

  get endReason() {
    return this.#endReason;
  }

  /** Why the call is over, in words. */
  get endMessage() {
    return this.#endMessage;
  }

  /** Why the call is over, as the phone network says it; undefined when none did. */
  get endCause() {
    return this.#endCause;
  }

  /** What went wrong, when that is why the call is over. */
  get error() {
    return this.#error;
  }

  /**
   * Takes an incoming call. When there is no microphone, this rejects and the call goes on ringing,
   * so that the person can allow it and try again.
   * @param {MediaOptions} [options] unless said otherwise, with the kinds of media that the caller sends
   */
  async answer(options = {}) {
    if (this.state !== 'incoming' || this.#isAnswering) {
      throw wrongState(`Only an incoming call can be answered, and this one is ${this.state}.`);
    }
    this.#isAnswering = true;
    try {
      const configuration = await this._prepare({ ...this.#offered, ...options });
      if (!this.#isOver() && this.#offer) {
        this._become('connecting');
        this._endWith(options.signal, this.#abort, this.ended);
        const peer = this.#connect(configuration);
        peer.receiveCandidates(this.#early.splice(0));
        await peer.receiveDescription(this.#offer);
      }
    } finally {
      this.#isAnswering = false;
    }
    return this.answered;
  }

  /**
   * Refuses an incoming call: `declined` for all devices of this user, `busy` for this one.
   * @param {'declined' | 'busy'} [reason]
   */
  async reject(reason = 'declined') {
    if (this.state !== 'incoming') {
      throw wrongState(`Only an incoming call can be refused, and this one is ${this.state}.`);
    }
    const words = reason === 'busy' ? 'You were busy.' : 'You declined.';
    await this.#leave(reason, words, 'call.decline', { reason });
  }

  /** Ends the call, or takes it back while it rings. Never fails. */
  async hangup() {
    if (this.state === 'incoming') {
      await this.reject();
    } else if (this.state === 'connecting' || this.#startedAt) {
      await this.#leave('hangup', 'You hung up.', 'call.hangup');
    } else {
      await this.#leave('cancelled', 'You hung up before it was answered.', 'call.hangup');
    }
  }

  /** Whether this side has put the other one on hold. */
  get isHeld() {
    return this.#isHeld;
  }

  /** Whether the other side has put this one on hold. */
  get isHeldByPeer() {
    return this.#isHeldByPeer;
  }

  /** Sends nothing and hears nothing, until `resume`; a phone network plays music meanwhile. */
  async hold() {
    this.#setHeld(true);
  }

  async resume() {
    this.#setHeld(false);
  }

  /**
   * Presses keys of the phone at the other side, after those that were pressed before. Resolves when all were.
   * @param {string} digits of `0` to `9`, `*`, `#`, `A` to `D`; a comma waits for two seconds
   * @param {import('./phone.js').DigitOptions} [options]
   */
  async sendDigits(digits, options) {
    await (await import('./phone.js')).sendDigits(this, digits, options);
  }

  /**
   * Connects the phone at the other side with somebody else, and leaves. Resolves when that is done, and then the
   * call is over; rejects when it failed, and then it goes on.
   * @param {string | Call} target an address such as `tel:+15551234567`, or another call to a phone
   */
  async transfer(target) {
    await (await import('./phone.js')).transfer(this, target);
  }

  /** What the browser measures of the connection. */
  getStats() {
    return this.remote.getStats();
  }

  /** @param {boolean} isHeld */
  #setHeld(isHeld) {
    if (this.#isHeld === isHeld) {
      return;
    }
    if (this.#isOver() || !this.#startedAt) {
      throw wrongState(`Only a connected call can be held, and this one is ${this.state}.`);
    }
    this.#isHeld = isHeld;
    this.remote._peer?.hold(isHeld);
    this.dispatchEvent(new HoldEvent(isHeld, 'local'));
  }

  /** @internal @override */
  _everybody() {
    return [this.remote];
  }

  /** @internal @param {DialOptions} options */
  async _dial(options) {
    this.#options = options;
    this._become('dialing');
    this._endWith(options.signal, this.#abort, this.ended);
    try {
      const configuration = await this._prepare(options);
      if (!this.#isOver()) {
        this.#connect(configuration);
      }
    } catch (error) {
      this.#fail(error);
    }
  }

  /**
   * @internal
   * @param {{ call: string, media?: { audio?: boolean, video?: boolean }, offer: RTCSessionDescriptionInit,
   *   headers?: Record<string, string>, divertedFrom?: Party }} invitation
   */
  _invited({ call, media = {}, offer, headers = {}, divertedFrom }) {
    this.#id = call;
    this.#known.resolve();
    this.#offer = offer;
    this.#headers = headers;
    this.#divertedFrom = divertedFrom;
    this.#offered = { audio: media.audio ?? true, video: media.video ?? false };
    this._become('incoming');
  }

  /** @internal The page has been told. */
  _rings() {
    this.#request('call.ring');
  }

  /** @internal @param {string} method @param {any} params */
  _receive(method, params) {
    switch (method) {
      case 'call.ringing':
        if (this.state === 'dialing') {
          this._become('ringing');
        }
        break;
      case 'call.answered':
        this.remote._identify(params.by);
        this._become('connecting');
        this.#answered.resolve();
        if (params.answer) {
          this.remote._peer?.receiveDescription(params.answer);
        }
        this.#pathChanged(this.remote.state);
        break;
      case 'call.progress':
      case 'call.description':
        this.remote._peer?.receiveDescription(params.answer ?? params.description);
        break;
      case 'call.candidates':
        if (this.remote._peer) {
          this.remote._peer.receiveCandidates(params.candidates);
        } else {
          this.#early.push(...params.candidates);
        }
        break;
      case 'call.transferring':
        this.dispatchEvent(Object.assign(new Event('transfer'), { ...params, progress: params.state }));
        break;
      case 'call.ended':
        this.#endCause = params.sip;
        this.#end(params.reason, params.message);
        break;
    }
  }

  /** @internal The session with the server is over, and so is what it had. */
  _lost() {
    this.#end('signaling-lost', 'The connection to the server was lost.');
  }

  /** @param {RTCConfiguration} configuration */
  #connect(configuration) {
    const isInbound = this.#direction === 'inbound';
    return this._connectTo(
      this.remote,
      { configuration, polite: isInbound, awaitsOffer: isInbound, isPhone: !/^user:/.test(this.remote.identity.address) },
      {
        describe: ({ type, sdp }) => this.#describe({ type, sdp }),
        trickle: async (candidates) => {
          await this.#known.promise;
          await this.#request('call.trickle', { candidates });
        },
        held: (isHeld) => {
          if (isHeld !== this.#isHeldByPeer) {
            this.#isHeldByPeer = isHeld;
            this.dispatchEvent(new HoldEvent(isHeld, 'remote'));
          }
        },
      },
    );
  }

  /** @param {{ type: RTCSdpType, sdp: string }} description */
  async #describe(description) {
    if (this.#described) {
      await this.#request('call.describe', { description });
      return;
    }
    this.#described = true;
    try {
      if (this.#direction === 'outbound') {
        await this.#invite(description);
      } else {
        await this._context.request('call.answer', { call: this.#id, answer: description });
        this.#answered.resolve();
      }
    } catch (error) {
      this.#fail(error);
    }
  }

  /** @param {{ type: RTCSdpType, sdp: string }} offer */
  async #invite(offer) {
    const { ringSeconds, headers } = this.#options;
    const to = this.remote.identity.address;
    if (/^user:/.test(to)) {
      import('./setup.js').then(({ watchSetup }) => watchSetup(this)).catch(() => {});
    }
    const gatewayIce = ahead?.(this, offer.sdp);
    const kinds = this.localStream.getTracks().map((track) => track.kind);
    const media = { audio: kinds.includes('audio'), video: kinds.includes('video') };
    // What is undefined is left out.
    const params = { to, media, offer, ringSeconds, headers, gatewayIce };
    const { call } = await this._context.request('call.invite', params);
    this.#id = call;
    this.#known.resolve();
    if (this.#isOver()) {
      this.#request('call.hangup');
    }
  }

  /**
   * Asks something about this call, of a server that may say that it is over already.
   * @param {string} method
   * @param {object} [params]
   */
  #request(method, params = {}) {
    const isNeedless = (/** @type {string} */ code) => this.#isOver() || code === 'call/ended';
    return this._ask(method, { call: this.#id, ...params }, isNeedless);
  }

  /** Media before the answer is heard, but does not make the call one. @param {import('./participant.js').ParticipantState} state */
  #pathChanged(state) {
    const isEarly = this.state === 'dialing' || this.state === 'ringing';
    if (this.#isOver() || (isEarly && state !== 'failed')) {
      return;
    }
    if (state === 'connected') {
      this.#startedAt ??= new Date();
      this._become('connected');
    } else if (state === 'reconnecting') {
      this._become('reconnecting');
    } else if (state === 'failed') {
      this.#error = new DialtoneError('media/no-path', MEDIA_FAILED, { retryable: true, action: 'retry' });
      this.#leave('media-failed', MEDIA_FAILED, 'call.hangup', { reason: 'media-failed' });
    }
  }

  /** @param {unknown} thrown */
  #fail(thrown) {
    if (!this.#isOver()) {
      const error = toDialtoneError(thrown);
      this.#error = error;
      this.#leave(REASONS[error.code] ?? 'failed', error.message, 'call.hangup');
    }
  }

  /**
   * @param {EndReason} reason
   * @param {string} words
   * @param {string} method that tells the server
   * @param {object} [params]
   */
  async #leave(reason, words, method, params) {
    if (!this.#isOver()) {
      this.#end(reason, words);
      if (this.#id !== '') {
        await this.#request(method, params);
      }
    }
  }

  /** @param {EndReason} reason @param {string} words */
  #end(reason, words) {
    if (this.#isOver()) {
      return;
    }
    this.#endReason = reason;
    this.#endMessage = words;
    this._media.stop();
    this.#answered.reject(this.#error ?? new DialtoneError(`call/${reason}`, words));
    this._context.over(this);
    this._become('ended');
    this.remote._leave();
    this.#ended.resolve(reason);
  }

  #isOver() {
    return this.state === 'ended';
  }
}
