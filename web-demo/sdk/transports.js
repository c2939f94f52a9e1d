import { DialtoneError } from './errors.js';

/** A way of messages. @typedef {'websocket' | 'sse' | 'poll'} Transport */

/**
 * As much of a WebSocket as messages need; that is one of them.
 * @typedef {object} Wire
 * @property {((event: any) => void) | null} onopen
 * @property {((event: any) => void) | null} onmessage
 * @property {((event: any) => void) | null} onclose
 * @property {(text: string) => void} send
 * @property {(code?: number) => void} close
 */

/**
 * The connection that changes its transport.
 * @typedef {object} Traveller
 * @property {string} url of the WebSocket
 * @property {() => boolean} isIdle whether it is connected, and nothing goes on that a change could disturb
 * @property {(begin: (() => Wire) | undefined, openMs: number) => Promise<() => Promise<void>>} move opens another connection, and gives what moves the session there
 * @property {Pick<Console, 'debug'>} logger
 */

/** @type {Transport[]} */
const ALL = ['websocket', 'sse', 'poll'];
/** How long a way may take to open when there is another one, and when there is none. */
const OPEN_MS = 4_000;
const LAST_OPEN_MS = 10_000;
/** After how long the best one is tried again; ever longer, as what worked once may not have worked for long. */
const UP_MS = 60_000;
const MAX_UP_MS = 960_000;

/** Which way to take: the first that works, and from then on that one, until a better one works again. */
export class Transports {
  #at = 0;
  #upMs = UP_MS;
  /** @internal Those that a simulation blocks. @type {Transport[]} */
  _blocked = [];
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #list;
  #traveller;

  /** @param {Traveller} traveller @param {Transport[]} [list] the preferred first */
  constructor(traveller, list = ALL) {
    if (list.length === 0 || list.some((name) => !ALL.includes(name))) {
      throw new DialtoneError('client/transports', `transports must name some of ${ALL.join(', ')}, not "${list}".`, {
        action: 'fix-request',
      });
    }
    this.#traveller = traveller;
    this.#list = list;
  }

  /** The one to take now. */
  get current() {
    return this.#list[this.#at];
  }

  get openMs() {
    return this.#list.length > 1 ? OPEN_MS : LAST_OPEN_MS;
  }

  /** What begins a connection; undefined for a WebSocket. @returns {Promise<(() => Wire) | undefined>} */
  async load(transport = this.current) {
    const { url } = this.#traveller;
    if (this._blocked.includes(transport)) {
      const { BlockedWire } = await import('./simulate.js');
      return () => new BlockedWire();
    }
    switch (transport) {
      case 'sse': {
        const { EventWire } = await import('./sse.js');
        return () => new EventWire(url);
      }
      case 'poll': {
        const { PollWire } = await import('./poll.js');
        return () => new PollWire(url);
      }
      default:
        return undefined;
    }
  }

  /** It did not open, although the server is there. @returns {boolean} whether there is another one to be tried first */
  failed() {
    this.#at = (this.#at + 1) % this.#list.length;
    this.#traveller.logger.debug(`Dialtone: trying ${this.current}.`);
    return this.#at > 0;
  }

  /** Connections do not last here. */
  unsteady() {
    const poll = this.#list.indexOf('poll');
    this.#at = poll < 0 || poll === this.#at ? (this.#at + 1) % this.#list.length : poll;
  }

  opened() {
    this.stop();
    if (this.#at > 0) {
      this.#timer = setTimeout(() => this.#goUp(), this.#upMs);
    }
  }

  /** Tries nothing by itself any more, until it is opened again. */
  stop() {
    clearTimeout(this.#timer);
  }

  async #goUp() {
    const { isIdle, move, logger } = this.#traveller;
    this.#upMs = Math.min(this.#upMs * 2, MAX_UP_MS);
    const at = this.#at;
    try {
      if (isIdle()) {
        const moving = await move(await this.load(this.#list[0]), this.openMs);
        this.#at = 0;
        await moving();
      }
    } catch (error) {
      this.#at = at;
      logger.debug(`Dialtone: ${this.#list[0]} still does not work. ${error}`);
    }
    if (isIdle()) {
      this.opened();
    }
  }
}
