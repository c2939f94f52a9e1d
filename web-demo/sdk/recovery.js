/** How long the first connection may take; a browser without any way out never says that it failed. */
const FIRST_MS = 12_000;
/** Short losses mend themselves, and a restart would only disturb. */
const DISCONNECTED_MS = 3_000;
const ATTEMPT_MS = 8_000;
const MAX_ATTEMPTS = 3;
/** In a new network: the browser may need some seconds to see that it has it, and what it gathers before is of the old one. */
const QUICK_MS = 1_500;
const QUICK_ATTEMPTS = 5;
/** The polite side leaves the first move to the other. */
const POLITE_MS = 2_000;

/** @typedef {'connecting' | 'connected' | 'reconnecting' | 'failed'} PathState */

/**
 * Watches the way between two peers, asks for an ICE restart when it is lost, and gives up after a few.
 */
export class Recovery {
  /** @type {PathState} */
  #state = 'connecting';
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #attempts = 0;
  #quick = 0;
  #extraMs;
  #on;

  /**
   * @param {boolean} polite
   * @param {object} on
   * @param {(state: PathState) => void} on.state
   * @param {(isQuick: boolean) => void} on.restart quick ones may be left out while one is under way
   */
  constructor(polite, on) {
    this.#extraMs = polite ? POLITE_MS : 0;
    this.#on = on;
  }

  get state() {
    return this.#state;
  }

  /** Both descriptions are set: a connection should come about. */
  negotiated() {
    if (this.#state === 'connecting' && this.#timer === undefined) {
      this.#arm(FIRST_MS + this.#extraMs);
    }
  }

  /** What comes from the other side, comes. */
  flows() {
    if (this.#state === 'connected' || this.#state === 'reconnecting') {
      this.#attempts = this.#quick = 0;
      this.#disarm();
      this.#set('connected');
    }
  }

  /**
   * Nothing comes any more.
   * @param {boolean} isNewNetwork whether the server had to be reached anew, so that it is this side's network
   */
  stalls(isNewNetwork) {
    if (isNewNetwork && (this.#state === 'connected' || this.#state === 'reconnecting')) {
      this.#quick = QUICK_ATTEMPTS;
      this.#set('reconnecting');
      this.#arm(0);
    } else if (this.#state === 'connected') {
      // Perhaps the other side has nothing to say: another way is asked for, but nobody is told.
      this.#arm(2 * this.#extraMs);
    }
  }

  /** @param {RTCPeerConnectionState} state what the RTCPeerConnection says */
  changed(state) {
    switch (state) {
      case 'connected':
        this.#attempts = this.#quick = 0;
        this.#disarm();
        this.#set('connected');
        break;
      case 'disconnected':
        if (this.#state === 'connected') {
          this.#set('reconnecting');
          this.#arm(DISCONNECTED_MS + this.#extraMs);
        }
        break;
      case 'failed':
        if (this.#state === 'connected') {
          this.#set('reconnecting');
        }
        this.#arm(this.#extraMs);
        break;
    }
  }

  /** The other side restarts: give that a chance. */
  restartedByOther() {
    if (this.#state === 'reconnecting') {
      this.#arm(ATTEMPT_MS + this.#extraMs);
    }
  }

  close() {
    this.#disarm();
    this.#state = 'failed';
  }

  #restart() {
    if (this.#state === 'connected') {
      this.#disarm();
      this.#on.restart(true);
      return;
    }
    if (this.#quick > 0) {
      this.#quick--;
      this.#arm(QUICK_MS);
      this.#on.restart(true);
      return;
    }
    if (this.#attempts === MAX_ATTEMPTS) {
      this.#disarm();
      this.#set('failed');
      return;
    }
    this.#attempts++;
    this.#arm(ATTEMPT_MS + this.#extraMs);
    this.#on.restart(false);
  }

  /** @param {number} delayMs */
  #arm(delayMs) {
    this.#disarm();
    if (this.#state !== 'failed') {
      this.#timer = setTimeout(() => this.#restart(), delayMs);
    }
  }

  #disarm() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** @param {PathState} state */
  #set(state) {
    if (state !== this.#state && this.#state !== 'failed') {
      this.#state = state;
      this.#on.state(state);
    }
  }
}
