import { HttpWire, LOST } from './sender.js';

/** Pings that may be missing before the stream counts as dead. */
const PINGS = 2.5;

/** A stream of server-sent events, and requests. */
export class EventWire extends HttpWire {
  #pingMs = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #watchdog;

  /** @param {string} url of the WebSocket */
  constructor(url) {
    super(url);
    this.over.addEventListener('abort', () => clearTimeout(this.#watchdog));
    this.#run();
  }

  async #run() {
    try {
      const answer = await this.ask('events');
      if (answer.ok && answer.body) {
        await this.#read(answer.body.pipeThrough(new TextDecoderStream()).getReader());
      }
    } catch {
      // It was cut, as it is when it just ends.
    }
    this.end(LOST);
  }

  /** @param {ReadableStreamDefaultReader<string>} reader */
  async #read(reader) {
    let text = '';
    for (;;) {
      const { done, value } = await reader.read();
      if (done || this.over.aborted) {
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
        this.#isAlive();
        this.opened(connection);
        break;
      }
      case 'ping':
        this.signOfLife();
        break;
      case 'close': {
        const { code, reason } = JSON.parse(data);
        this.end(code, reason);
        break;
      }
      default:
        this.onmessage?.({ data });
    }
  }

  #isAlive() {
    clearTimeout(this.#watchdog);
    if (this.#pingMs > 0) {
      this.#watchdog = setTimeout(() => this.end(LOST), this.#pingMs * PINGS);
    }
  }
}
