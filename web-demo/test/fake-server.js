import { checkError, checkEvent, checkRequest, checkResult } from './contract.js';

export const IN_AN_HOUR = () => new Date(Date.now() + 3_600_000).toISOString();
const ICE_SERVERS = [{ urls: ['turn:127.0.0.1:3478'], username: 'u', credential: 'c' }];

/** What the server answers when a test says nothing else. */
const RESULTS = {
  'session.open': () => ({
    session: 's_1',
    self: { address: 'user:alice', name: 'Alice' },
    iceServers: ICE_SERVERS,
    iceExpiresAt: IN_AN_HOUR(),
    ticketExpiresAt: IN_AN_HOUR(),
  }),
  'session.iceServers': () => ({ iceServers: ICE_SERVERS, iceExpiresAt: IN_AN_HOUR() }),
  'session.renew': () => ({ ticketExpiresAt: IN_AN_HOUR() }),
  'call.invite': () => ({ call: 'c_1' }),
  'room.join': (_, { room }) => ({ room, self: 'p_self', peers: [] }),
};

/** What an answer holds whatever a test says, unless it says it. */
const ALWAYS = { 'session.open': { recovered: false, resumeSeconds: 0 } };

/** A refusal, as the server words it. */
export class Refusal {
  constructor(code, { message = `Refused: ${code}.`, retryable = false, action = 'none', close, nonce } = {}) {
    Object.assign(this, { code, message, retryable, action, close, nonce });
  }
}

/**
 * A server in the same program, behind a WebSocket that is none. Every message, in both directions,
 * is held against the specification.
 */
export class FakeServer {
  sockets = [];
  requests = [];
  answers = {};
  /** Close codes for the next attempts to connect; an open socket without one. */
  refusals = [];

  install() {
    const server = this;
    globalThis.WebSocket = class {
      constructor(url, protocol) {
        Object.assign(this, { url, protocol, readyState: 0 });
        server.sockets.push(this);
        queueMicrotask(() => server.#connected(this));
      }
      send(text) {
        server.receive(this, JSON.parse(text));
      }
      close(code = 1005) {
        this.closedWith ??= code;
        this.readyState = 3;
      }
    };
    return this;
  }

  /** Lets sessions be resumed. @param {() => boolean} [recovers] whether who asks for theirs has it */
  resumable(recovers = () => true) {
    return this.on('session.open', ({ resume }) => ({
      ...RESULTS['session.open'](),
      recovered: Boolean(resume) && recovers(),
      resume: 'secret',
      resumeSeconds: 30,
    }));
  }

  get socket() {
    return this.sockets.at(-1);
  }

  /** What was asked by a method, in order. */
  asked(method) {
    return this.requests.filter((request) => request.method === method);
  }

  /** Answers a method in another way: a result, a Refusal, a promise of one, or a function of the parameters. */
  on(method, answer) {
    this.answers[method] = answer;
    return this;
  }

  send(method, params, seq) {
    const event = { jsonrpc: '2.0', method, params, ...(seq && { seq }) };
    checkEvent(event);
    this.socket.onmessage?.({ data: JSON.stringify(event) });
  }

  lose(code = 1006) {
    const socket = this.socket;
    socket.readyState = 3;
    socket.onclose?.({ code, reason: '' });
  }

  #connected(socket) {
    const refusal = this.refusals.shift();
    if (socket.readyState === 3) {
      return;
    }
    if (refusal) {
      socket.readyState = 3;
      socket.onclose?.({ code: refusal, reason: '' });
    } else {
      socket.readyState = 1;
      socket.onopen?.();
    }
  }

  /** A connection that is no WebSocket. */
  adopt(socket) {
    this.sockets.push(socket);
  }

  async receive(socket, request) {
    checkRequest(request);
    this.requests.push(request);
    const { id, method, params } = request;
    const own = this.answers[method];
    const answer = await (typeof own === 'function' ? own(params, request) : own);
    if (answer instanceof Refusal) {
      this.#refuse(socket, id, answer);
      return;
    }
    const result = { ...ALWAYS[method], ...(answer ?? RESULTS[method]?.(this, params)) };
    checkResult(method, result);
    this.#say(socket, { jsonrpc: '2.0', id, result });
  }

  #refuse(socket, id, { code, message, retryable, action, close, nonce }) {
    const error = { code: -32000, message, data: { code, retryable, action, nonce } };
    checkError({ jsonrpc: '2.0', id, error });
    this.#say(socket, { jsonrpc: '2.0', id, error });
    if (close) {
      socket.onclose?.({ code: close, reason: '' });
    }
  }

  #say(socket, message) {
    if (socket.readyState === 1) {
      socket.onmessage?.({ data: JSON.stringify(message) });
    }
  }
}
