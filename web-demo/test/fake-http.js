/** How the fake server answers below `/v1/signal/`: it hands what comes on to the {@link FakeServer}, as if by a socket. */
export class FakeHttp {
  /** What was asked, in order: the last part of the path, with its query. */
  asked = [];
  /** Whether WebSockets get through. */
  lets = { sse: true, poll: true };
  /** How many of the next requests for messages and polls are lost, before or after they are done. */
  lostBefore = 0;
  lostAfter = 0;
  /** Ends the polls that wait, as a proxy does that waits no longer. */
  waitsNoLonger = () => {};
  /** @type {Map<string, FakeHttpSocket>} */
  #sockets = new Map();
  #server;

  /** @param {import('./fake-server.js').FakeServer} server */
  constructor(server) {
    this.#server = server;
  }

  install() {
    globalThis.fetch = (url, options = {}) => this.#fetch(new URL(url), options);
    return this;
  }

  async #fetch(url, { headers = {}, body = '', signal }) {
    signal?.throwIfAborted();
    const path = url.pathname.split('/').at(-1) + url.search;
    if (url.pathname.endsWith('/validate')) {
      return new Response('{"ok":true}', { headers: { 'Content-Type': 'application/json' } });
    }
    this.asked.push(path);
    const secret = headers.Authorization?.replace('Bearer ', '');
    const aborted = new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
    aborted.catch(() => {});
    if (path === 'events') {
      return this.lets.sse ? this.#stream(signal) : Promise.race([aborted, new Promise(() => {})]);
    }
    if (secret && this.lostBefore > 0) {
      this.lostBefore--;
      throw new TypeError('network');
    }
    const answer = await Promise.race([aborted, this.#answer(url, secret, body)]);
    if (secret && this.lostAfter > 0) {
      this.lostAfter--;
      throw new TypeError('network');
    }
    return answer;
  }

  async #answer(url, secret, body) {
    const socket = this.#sockets.get(secret);
    if (secret && !socket) {
      return new Response('{}', { status: 404, headers: { 'Content-Type': 'application/problem+json' } });
    }
    if (url.pathname.endsWith('/messages')) {
      socket.receive(Number(url.searchParams.get('first')), body.split('\n').filter(Boolean));
      return new Response(null, { status: 204 });
    }
    if (!this.lets.poll) {
      return new Response('', { status: 404 });
    }
    if (!secret) {
      const opened = this.#open();
      return Response.json({ connection: opened.secret, pingSeconds: 25, last: 0, messages: [] });
    }
    const tooLong = new Promise((resolve) => (this.waitsNoLonger = () => resolve(new Response('', { status: 504 }))));
    const after = socket.after(Number(url.searchParams.get('after')));
    return Promise.race([tooLong, after.then((answer) => Response.json(answer))]);
  }

  #open() {
    const socket = new FakeHttpSocket(this.#server, `secret-${this.#sockets.size + 1}`);
    this.#sockets.set(socket.secret, socket);
    return socket;
  }

  #stream(signal) {
    const socket = this.#open();
    const stream = new ReadableStream({
      start(controller) {
        const write = (text) => signal.aborted || controller.enqueue(new TextEncoder().encode(text));
        write(`event: open\ndata: {"connection":"${socket.secret}","pingSeconds":25}\n\n`);
        socket.told = (json) => write(`data: ${json}\n\n`);
        socket.ended = (close) => {
          write(`event: close\ndata: ${JSON.stringify(close)}\n\n`);
          signal.aborted || controller.close();
        };
        socket.cut = () => controller.error(new TypeError('network'));
        socket.write = write;
        signal?.addEventListener('abort', () => socket.readyState === 1 && controller.error(signal.reason));
      },
    });
    return new Response(stream, { headers: { 'Content-Type': 'text/event-stream' } });
  }
}

/** What the fake server takes for a WebSocket. */
class FakeHttpSocket {
  readyState = 1;
  told = () => this.wake();
  ended = () => this.wake();
  wake = () => {};
  #received = 0;
  /** @type {string[]} */
  #messages = [];
  #close;

  constructor(server, secret) {
    Object.assign(this, { server, secret });
    server.adopt(this);
  }

  receive(first, texts) {
    const known = this.#received + 1 - first;
    texts.slice(known).forEach((text) => {
      this.#received++;
      this.server.receive(this, JSON.parse(text));
    });
  }

  onmessage({ data }) {
    this.#messages.push(data);
    this.told(data);
  }

  onclose({ code, reason }) {
    this.readyState = 3;
    if (code === 1006) {
      this.cut?.();
    } else {
      this.#close = { code, reason };
      this.ended(this.#close);
    }
  }

  async after(number) {
    if (this.#messages.length === number && !this.#close) {
      await new Promise((resolve) => (this.wake = resolve));
    }
    const messages = this.#messages.slice(number).map((text) => JSON.parse(text));
    return { last: this.#messages.length, messages, ...(this.#close && { close: this.#close }) };
  }
}
