import { beside, pause, Sender } from './sender.js';

/** @import { Wire } from './transports.js' */

/** How often a request may fail at once, in a row, and the pause after each. */
const PAUSES_MS = [0, 200, 500, 1000, 2000, 4000];
/** A request that failed later was cut while it waited, by a proxy that does not wait for long. */
const AT_ONCE_MS = 1_000;
/** A request that takes longer than a ping and this is lost. */
const SLACK_MS = 10_000;
const OPEN_MS = 10_000;

/**
 * Looks like a WebSocket and is one request after another, each of which waits for messages.
 *
 * An answer that is lost is given again, so that each message comes once.
 * @implements {Wire}
 */
export class PollWire {
  /** @type {Wire['onopen']} */
  onopen = null;
  /** @type {Wire['onmessage']} */
  onmessage = null;
  /** @type {Wire['onclose']} */
  onclose = null;
  #abort = new AbortController();
  #waitMs = OPEN_MS;
  #secret = '';
  #last = 0;
  /** @type {Sender | undefined} */
  #sender;
  #isOver = false;
  #url;

  /** @param {string} url of the WebSocket */
  constructor(url) {
    this.#url = url;
    this.#run();
  }

  /** @param {string} text */
  send(text) {
    this.#sender?.send(text);
  }

  close() {
    this.#end(1006);
  }

  async #run() {
    let failures = 0;
    let answeredAt = Date.now();
    while (!this.#isOver && failures < PAUSES_MS.length && Date.now() - answeredAt < this.#waitMs) {
      const askedAt = Date.now();
      const answer = await this.#ask();
      if (answer === null) {
        break;
      }
      if (answer) {
        failures = 0;
        answeredAt = Date.now();
        this.#take(answer);
      } else if (Date.now() - askedAt < AT_ONCE_MS) {
        await pause(PAUSES_MS[failures++]);
      }
    }
    this.#end(1006);
  }

  /** @returns {Promise<any>} the answer; undefined when there was none, null when there will be none */
  async #ask() {
    const url = beside('poll', this.#url);
    const timer = new AbortController();
    const timeout = setTimeout(() => timer.abort(), this.#waitMs);
    const stop = () => timer.abort();
    this.#abort.signal.addEventListener('abort', stop);
    try {
      /** @type {RequestInit} */
      const options = { method: 'POST', cache: 'no-store', signal: timer.signal };
      if (this.#secret) {
        url.search = `after=${this.#last}`;
        options.headers = { Authorization: `Bearer ${this.#secret}` };
      }
      const answer = await fetch(url, options);
      if (answer.ok) {
        return await answer.json();
      }
      return answer.status >= 500 || answer.status === 429 ? undefined : null;
    } catch {
      return undefined;
    } finally {
      clearTimeout(timeout);
      this.#abort.signal.removeEventListener('abort', stop);
    }
  }

  /** @param {{ connection?: string, pingSeconds: number, last: number, messages: object[], close?: { code: number, reason: string } }} answer */
  #take({ connection, pingSeconds, last, messages, close }) {
    if (this.#isOver) {
      return;
    }
    if (connection) {
      this.#secret = connection;
      this.#waitMs = pingSeconds * 1000 + SLACK_MS;
      this.#sender = new Sender(this.#url, connection, () => this.#end(1006));
      this.onopen?.({});
    }
    this.#last = last;
    messages.forEach((message) => this.onmessage?.({ data: JSON.stringify(message) }));
    if (close) {
      this.#end(close.code, close.reason);
    }
  }

  /** @param {number} code @param {string} [reason] */
  #end(code, reason = '') {
    if (!this.#isOver) {
      this.#isOver = true;
      this.#abort.abort();
      this.onclose?.({ code, reason });
    }
  }
}
