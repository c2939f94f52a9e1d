import { HttpWire, LOST, pause } from './sender.js';

/** How often a request may fail at once, in a row, and the pause after each. */
const PAUSES_MS = [0, 200, 500, 1000, 2000, 4000];
/** A request that failed later was cut while it waited, by a proxy that does not wait for long. */
const AT_ONCE_MS = 1_000;
/** A request that takes longer than a ping and this is lost. */
const SLACK_MS = 10_000;
const OPEN_MS = 10_000;

/**
 * One request after another, each of which waits for messages. An answer that is lost is given again, so that each
 * message comes once.
 */
export class PollWire extends HttpWire {
  #waitMs = OPEN_MS;
  #secret = '';
  #last = 0;

  /** @param {string} url of the WebSocket */
  constructor(url) {
    super(url);
    this.#run();
  }

  async #run() {
    let failures = 0;
    let answeredAt = Date.now();
    while (!this.over.aborted && failures < PAUSES_MS.length && Date.now() - answeredAt < this.#waitMs) {
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
    this.end(LOST);
  }

  /** @returns {Promise<any>} the answer; undefined when there was none, null when there will be none */
  async #ask() {
    const timer = new AbortController();
    const stop = () => timer.abort();
    const timeout = setTimeout(stop, this.#waitMs);
    this.over.addEventListener('abort', stop);
    try {
      const { signal } = timer;
      const answer = await (this.#secret
        ? this.ask('poll', `after=${this.#last}`, { signal, headers: { Authorization: `Bearer ${this.#secret}` } })
        : this.ask('poll', '', { signal }));
      if (answer.ok) {
        return await answer.json();
      }
      return answer.status >= 500 || answer.status === 429 ? undefined : null;
    } catch {
      return undefined;
    } finally {
      clearTimeout(timeout);
      this.over.removeEventListener('abort', stop);
    }
  }

  /** @param {{ connection?: string, pingSeconds: number, last: number, messages: object[], close?: { code: number, reason: string } }} answer */
  #take({ connection, pingSeconds, last, messages, close }) {
    if (this.over.aborted) {
      return;
    }
    if (connection) {
      this.#secret = connection;
      this.#waitMs = pingSeconds * 1000 + SLACK_MS;
      this.opened(connection);
    }
    this.#last = last;
    messages.forEach((message) => this.onmessage?.({ data: JSON.stringify(message) }));
    if (close) {
      this.end(close.code, close.reason);
    }
  }
}
