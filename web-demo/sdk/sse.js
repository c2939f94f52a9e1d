import { beside, Sender } from './sender.js';

/** @import { Wire } from './transports.js' */

/** Pings that may be missing before the stream counts as dead. */
const PINGS = 2.5;

/**
 * Looks like a WebSocket and is a stream of server-sent events, and requests.
 * @implements {Wire}
 */
export class EventWire {
  /** @type {Wire['onopen']} */
  onopen = null;
  /** @type {Wire['onmessage']} */
  onmessage = null;
  /** @type {Wire['onclose']} */
  onclose = null;
  #abort = new AbortController();
  #pingMs = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #watchdog;
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
    try {
      const answer = await fetch(beside('events', this.#url), {
        method: 'POST',
        cache: 'no-store',
        signal: this.#abort.signal,
      });
      if (answer.ok && answer.body) {
        await this.#read(answer.body.pipeThrough(new TextDecoderStream()).getReader());
      }
    } catch {
      // It was cut, as it is when it just ends.
    }
    this.#end(1006);
  }

  /** @param {ReadableStreamDefaultReader<string>} reader */
  async #read(reader) {
    let text = '';
    for (;;) {
      const { done, value } = await reader.read();
      if (done || this.#isOver) {
        return;
      }
      this.#isAlive();
      const events = (text + value).split('\n\n');
      text = events.pop() ?? '';
      events.forEach((event) => this.#event(event));
    }
  }

  /** @param {string} text */
  #event(text) {
    const fields = text.split('\n');
    const field = (/** @type {string} */ name) =>
      fields.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2) ?? '';
    const data = field('data');
    switch (field('event')) {
      case 'open': {
        const { connection, pingSeconds } = JSON.parse(data);
        this.#pingMs = pingSeconds * 1000;
        this.#sender = new Sender(this.#url, connection, () => this.#end(1006));
        this.#isAlive();
        this.onopen?.({});
        break;
      }
      case 'ping':
        this.#sender?.signOfLife();
        break;
      case 'close': {
        const { code, reason } = JSON.parse(data);
        this.#end(code, reason);
        break;
      }
      default:
        this.onmessage?.({ data });
    }
  }

  #isAlive() {
    clearTimeout(this.#watchdog);
    if (this.#pingMs > 0) {
      this.#watchdog = setTimeout(() => this.#end(1006), this.#pingMs * PINGS);
    }
  }

  /** @param {number} code @param {string} [reason] */
  #end(code, reason = '') {
    if (!this.#isOver) {
      this.#isOver = true;
      clearTimeout(this.#watchdog);
      this.#abort.abort();
      this.onclose?.({ code, reason });
    }
  }
}
