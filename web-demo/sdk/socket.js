import { Deferred } from './deferred.js';
import { connectionLost, errorOfAnswer } from './errors.js';

/** @import { DialtoneError } from './errors.js' */

/** A server that answers nothing for so long is gone, whatever TCP still hopes. */
const ANSWER_MS = 10_000;
/** After a refusal for too many messages: how long nothing is sent, and then how many at a time. */
const HOLD_MS = 500;
const HELD_SLICE = 10;
const MAX_TRIES = 6;

/**
 * @typedef {object} Pending a request on its way
 * @property {number} id
 * @property {string} method
 * @property {string} text
 * @property {number} tries
 * @property {boolean} [own] of this connection, not to be asked on the next one
 * @property {(result: any) => void} resolve
 * @property {(error: DialtoneError) => void} reject
 * @property {ReturnType<typeof setTimeout>} [timer]
 */

/** Over all connections, so that a request can be repeated on the next one. */
let lastId = 0;

/**
 * A request, and the promise of its result.
 * @param {string} method
 * @param {object} params
 */
export function newRequest(method, params) {
  /** @type {Deferred<any>} */
  const { promise, resolve, reject } = new Deferred();
  const id = ++lastId;
  const text = JSON.stringify({ jsonrpc: '2.0', id, method, params });
  /** @type {Pending} */
  const pending = { id, method, text, tries: 0, resolve, reject };
  return { pending, promise };
}

/**
 * One connection: requests with their answers, and events.
 *
 * Requests are sent in the order they are made. When the server says that there are too many, all
 * wait a moment and then go, in the same order and slowly.
 */
export class Socket {
  /** @type {Map<number, Pending>} */
  #unanswered = new Map();
  /** @type {Pending[]} not sent, because the server asked for patience */
  #held = [];
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #holdTimer;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #openTimer;
  #opened = false;
  #over = false;
  /** When something came last, in ms. */
  heardAt = Date.now();

  /**
   * @param {import('./transports.js').Wire} wire
   * @param {number} openMs how long it may take to open
   * @param {object} on
   * @param {() => void} on.open
   * @param {(method: string, params: any, seq?: number) => void} on.event
   * @param {(close: { code: number, pending: Pending[] }) => void} on.closed once, at the end, with what was not answered
   */
  constructor(wire, openMs, on) {
    this.#on = on;
    this.#wire = wire;
    wire.onopen = () => {
      clearTimeout(this.#openTimer);
      this.#opened = true;
      on.open();
    };
    wire.onmessage = ({ data }) => this.#receive(data);
    wire.onclose = ({ code, reason }) => this.#end(code, reason);
    this.#openTimer = setTimeout(() => this.drop('It did not open in time.'), openMs);
  }

  #wire;
  #on;

  /**
   * Asks what makes no sense on the next connection.
   * @param {string} method
   * @param {object} params
   * @returns {Promise<any>} the result; nobody has to handle its rejection
   */
  request(method, params) {
    const { pending, promise } = newRequest(method, params);
    pending.own = true;
    this.ask(pending);
    return promise;
  }

  /** @param {Pending} pending */
  ask(pending) {
    if (this.#over) {
      pending.reject(connectionLost());
    } else if (this.#holdTimer !== undefined) {
      this.#held.push(pending);
    } else {
      this.#send(pending);
    }
  }

  /**
   * Says goodbye; the server ends the session, its calls and its rooms.
   * @param {number} [code] as if the other side had closed with it
   */
  close(code = 1000) {
    if (this.#opened && !this.#over) {
      this.request('session.close', {});
    }
    this.#wire.close(1000);
    this.#end(code);
  }

  /**
   * Gives the connection up as lost.
   * @param {string} reason
   * @param {number} [code] as if the other side had closed with it
   */
  drop(reason, code = 1006) {
    this.#wire.close();
    this.#end(code, reason);
  }

  /** @internal */
  get _wire() {
    return this.#wire;
  }

  /** @param {Pending} pending */
  #send(pending) {
    pending.tries++;
    pending.timer = setTimeout(
      () => this.drop(`The server did not answer ${pending.method}.`),
      ANSWER_MS,
    );
    this.#unanswered.set(pending.id, pending);
    this.#wire.send(pending.text);
  }

  /** @param {unknown} data */
  #receive(data) {
    this.heardAt = Date.now();
    let message;
    try {
      message = JSON.parse(String(data));
    } catch {
      this.drop('The server sent something that is no JSON.');
      return;
    }
    if (typeof message.method === 'string') {
      this.#on.event(message.method, message.params ?? {}, message.seq);
      return;
    }
    const pending = this.#unanswered.get(message.id);
    if (!pending) {
      // A message the server could not read has no id; the close that follows says why.
      return;
    }
    this.#unanswered.delete(message.id);
    clearTimeout(pending.timer);
    if (!message.error) {
      pending.resolve(message.result);
    } else if (message.error.data?.code === 'signaling/rate-limited' && pending.tries < MAX_TRIES) {
      this.#hold(pending);
    } else {
      pending.reject(errorOfAnswer(message.error));
    }
  }

  /** @param {Pending} pending */
  #hold(pending) {
    this.#held.push(pending);
    this.#held.sort((a, b) => a.id - b.id);
    this.#holdTimer ??= setTimeout(() => this.#release(), HOLD_MS * 2 ** (pending.tries - 1));
  }

  #release() {
    this.#holdTimer = undefined;
    const slice = this.#held.splice(0, HELD_SLICE);
    if (this.#held.length > 0) {
      this.#holdTimer = setTimeout(() => this.#release(), HOLD_MS);
    }
    slice.forEach((pending) => this.#send(pending));
  }

  /** @param {number} code @param {string} [reason] */
  #end(code, reason) {
    if (this.#over) {
      return;
    }
    this.#over = true;
    clearTimeout(this.#openTimer);
    clearTimeout(this.#holdTimer);
    const wire = this.#wire;
    wire.onopen = wire.onmessage = wire.onclose = null;
    const pending = [...this.#unanswered.values(), ...this.#held];
    pending.forEach(({ timer }) => clearTimeout(timer));
    this.#unanswered.clear();
    this.#held = [];
    this.#on.closed({ code, pending: pending.filter(({ own, reject }) => !own || reject(connectionLost(reason))) });
  }
}

/**
 * Waits for an answer, and drops the connection on which it does not come in time.
 * @param {Socket | undefined} socket
 * @param {Promise<unknown>} answer
 * @param {number} ms
 */
export async function orDrop(socket, answer, ms) {
  const timer = setTimeout(() => socket?.drop('It was lost unnoticed.'), ms);
  try {
    await answer;
  } finally {
    clearTimeout(timer);
  }
}
