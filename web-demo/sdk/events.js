/** @import { DialtoneError } from './errors.js' */
/** @import { Call } from './call.js' */

/**
 * @template E
 * @typedef {((event: E) => unknown) | { handleEvent(event: E): unknown } | null} Listener
 */

/**
 * An EventTarget whose listeners' types follow `M`, a map of event name to event.
 * @template M
 */
export class TypedTarget extends EventTarget {
  /**
   * @template {keyof M & string} K
   * @overload
   * @param {K} type
   * @param {Listener<M[K]>} listener
   * @param {boolean | AddEventListenerOptions} [options]
   * @returns {void}
   */
  /**
   * @overload
   * @param {string} type
   * @param {EventListenerOrEventListenerObject | null} listener
   * @param {boolean | AddEventListenerOptions} [options]
   * @returns {void}
   */
  /**
   * @override
   * @param {string} type
   * @param {any} listener
   * @param {boolean | AddEventListenerOptions} [options]
   */
  addEventListener(type, listener, options) {
    super.addEventListener(type, listener, options);
    this._listened(type);
  }

  /** @internal Somebody listens from now on. @param {string} type */
  _listened(type) {
    void type;
  }

  /**
   * @template {keyof M & string} K
   * @overload
   * @param {K} type
   * @param {Listener<M[K]>} listener
   * @param {boolean | EventListenerOptions} [options]
   * @returns {void}
   */
  /**
   * @overload
   * @param {string} type
   * @param {EventListenerOrEventListenerObject | null} listener
   * @param {boolean | EventListenerOptions} [options]
   * @returns {void}
   */
  /**
   * @override
   * @param {string} type
   * @param {any} listener
   * @param {boolean | EventListenerOptions} [options]
   */
  removeEventListener(type, listener, options) {
    super.removeEventListener(type, listener, options);
  }
}

/**
 * What has a state, and tells by `statechange` when it gets another.
 * @template M
 * @template {string} S
 * @extends {TypedTarget<M>}
 */
export class Stateful extends TypedTarget {
  #state;

  /** @internal @param {S} state */
  constructor(state) {
    super();
    this.#state = state;
  }

  get state() {
    return this.#state;
  }

  /** @internal @param {S} state */
  _become(state) {
    const previous = this.#state;
    if (state !== previous) {
      this.#state = state;
      this.dispatchEvent(new StateChangeEvent(state, previous));
    }
  }
}

/**
 * `statechange`: of a client, a call, a room or a participant.
 * @template S
 */
export class StateChangeEvent extends Event {
  /** @param {S} state @param {S} previous */
  constructor(state, previous) {
    super('statechange');
    /** @readonly */
    this.state = state;
    /** @readonly */
    this.previous = previous;
  }
}

/** `error`: something failed, and whatever it belongs to goes on, or says by its state that it does not. */
export class DialtoneErrorEvent extends Event {
  /** @param {DialtoneError} error */
  constructor(error) {
    super('error');
    /** @readonly */
    this.error = error;
  }
}

/** `incomingcall`: somebody calls. */
export class IncomingCallEvent extends Event {
  /** @param {Call} call */
  constructor(call) {
    super('incomingcall');
    /** @readonly */
    this.call = call;
  }
}

/** `trackadd`, `trackremove`: the other side began or stopped to send. */
export class TrackEvent extends Event {
  /** @param {'trackadd' | 'trackremove'} type @param {MediaStreamTrack} track @param {MediaStream} stream */
  constructor(type, track, stream) {
    super(type);
    /** @readonly */
    this.track = track;
    /** @readonly */
    this.stream = stream;
  }
}

/** `hold`, `resume`: of a call. */
export class HoldEvent extends Event {
  /** @param {boolean} isHeld @param {'local' | 'remote'} by */
  constructor(isHeld, by) {
    super(isHeld ? 'hold' : 'resume');
    /** Which side holds, or resumes. @readonly */
    this.by = by;
  }
}

/** `message`: a line of chat. */
export class ChatEvent extends Event {
  /** @param {string} text @param {import('./call.js').Party} from */
  constructor(text, from) {
    super('message');
    /** @readonly */
    this.text = text;
    /** @readonly */
    this.from = from;
    /** When it came. @readonly */
    this.at = new Date();
  }
}

/** `participantjoin`, `participantleave`: of a room. */
export class ParticipantEvent extends Event {
  /**
   * @param {'participantjoin' | 'participantleave'} type
   * @param {import('./participant.js').Participant} participant
   */
  constructor(type, participant) {
    super(type);
    /** @readonly */
    this.participant = participant;
  }
}
