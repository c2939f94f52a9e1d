/** @import { Wire } from './transports.js' */

/** As a WebSocket has it that ended without a word. */
export const LOST = 1006;
/** How often a request is made again, and after how long each time. */
const PAUSES_MS = [200, 500, 1000, 2000, 4000];
/** What goes into one request, in characters, unless a single message has more. */
const BATCH = 16_000;
/** Browsers let requests with little in them outlive their page. */
const KEEPALIVE = 16_000;
const REQUEST_MS = 8_000;

/** @param {number} ms */
export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * The address of a path beside the WebSocket's.
 * @param {string} path
 * @param {string} webSocketUrl
 */
const beside = (path, webSocketUrl) => new URL(`signal/${path}`, webSocketUrl.replace(/^ws/, 'http'));

/**
 * Sends messages by POST: in order, each once, however often a request has to be repeated.
 *
 * One request at a time, as two could overtake each other. What comes meanwhile goes with the next.
 */
export class Sender {
  /** @type {string[]} */
  #queue = [];
  #first = 1;
  #isBusy = false;
  #url;
  #secret;
  #failed;

  /**
   * @param {string} url of the WebSocket
   * @param {string} secret of the connection
   * @param {() => void} failed when the server does not take them
   */
  constructor(url, secret, failed) {
    this.#url = beside('messages', url);
    this.#secret = secret;
    this.#failed = failed;
  }

  /** @param {string} text */
  send(text) {
    this.#queue.push(text);
    this.#run();
  }

  /** Tells the server that somebody is here. */
  signOfLife() {
    if (!this.#isBusy) {
      this.#post([]).then((isTaken) => isTaken || this.#failed());
    }
  }

  async #run() {
    if (this.#isBusy) {
      return;
    }
    this.#isBusy = true;
    while (this.#queue.length > 0) {
      const batch = this.#batch();
      if (!(await this.#post(batch))) {
        this.#failed();
        return;
      }
      this.#queue.splice(0, batch.length);
      this.#first += batch.length;
    }
    this.#isBusy = false;
  }

  #batch() {
    let size = 0;
    const end = this.#queue.findIndex((text) => (size += text.length) > BATCH);
    return end < 0 ? [...this.#queue] : this.#queue.slice(0, Math.max(end, 1));
  }

  /** @param {string[]} batch @returns {Promise<boolean>} whether the server has it */
  async #post(batch) {
    const body = batch.join('\n');
    const url = new URL(this.#url);
    url.search = `first=${this.#first}`;
    for (const ms of PAUSES_MS) {
      try {
        const answer = await fetch(url, {
          method: 'POST',
          headers: { Authorization: `Bearer ${this.#secret}`, 'Content-Type': 'text/plain' },
          body,
          cache: 'no-store',
          keepalive: body.length < KEEPALIVE,
          signal: AbortSignal.timeout(REQUEST_MS),
        });
        if (answer.ok) {
          return true;
        }
        // Some proxy could not reach the server, or we were too fast; all else is final.
        if (answer.status < 500 && answer.status !== 429) {
          return false;
        }
      } catch {
        // Cut, or never there: it is sent again.
      }
      await pause(ms);
    }
    return false;
  }
}

/**
 * Looks like a WebSocket and is made of requests.
 * @implements {Wire}
 */
export class HttpWire {
  /** @type {Wire['onopen']} */
  onopen = null;
  /** @type {Wire['onmessage']} */
  onmessage = null;
  /** @type {Wire['onclose']} */
  onclose = null;
  #abort = new AbortController();
  /** @type {Sender | undefined} */
  #sender;
  #url;

  /** @param {string} url of the WebSocket */
  constructor(url) {
    this.#url = url;
  }

  /** Aborts when it is over. */
  get over() {
    return this.#abort.signal;
  }

  /** @param {string} text */
  send(text) {
    this.#sender?.send(text);
  }

  close() {
    this.end(LOST);
  }

  /**
   * @param {string} path beside the WebSocket's
   * @param {string} [query]
   * @param {RequestInit} [more]
   */
  ask(path, query = '', more = {}) {
    const url = beside(path, this.#url);
    url.search = query;
    return fetch(url, { method: 'POST', cache: 'no-store', signal: this.over, ...more });
  }

  /** @param {string} secret of the connection */
  opened(secret) {
    this.#sender = new Sender(this.#url, secret, () => this.end(LOST));
    this.onopen?.({});
  }

  /** Tells the server that somebody is here. */
  signOfLife() {
    this.#sender?.signOfLife();
  }

  /** @param {number} code @param {string} [reason] */
  end(code, reason = '') {
    if (!this.over.aborted) {
      this.#abort.abort();
      this.onclose?.({ code, reason });
    }
  }
}
