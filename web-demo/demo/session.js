/** @file This page's connection to the server: one client at a time, made anew when the person or the way changes. */

import { Dialtone, DialtoneError } from '../sdk/dialtone.js';
import { html } from './dom.js';
import { announce } from './notices.js';
import { ticketFor } from './ticket.js';
import { codeOf } from './words.js';

/** @typedef {import('../sdk/dialtone.js').Call} Call */
/** @typedef {{ name: string, user: string, relayOnly: boolean }} Who */

/**
 * @typedef {object} SessionHandlers
 * @property {(client: Dialtone) => void} opened a new client is there
 * @property {(call: Call) => void} incoming
 * @property {() => void} connected
 * @property {(error: unknown) => void} failed it could not connect, or something went wrong later
 */

const AGAIN_MS = 4000;

const STATES = {
  idle: 'Not connected',
  connecting: 'Connecting …',
  connected: 'Connected',
  reconnecting: 'Reconnecting …',
  closed: 'Not connected',
  refused: 'Not let in',
};

export class Session {
  /** @type {Dialtone | null} */
  #client = null;
  /** The last failure, which may come by several ways. @type {unknown} */
  #told = null;
  #on;

  /** @param {SessionHandlers} on */
  constructor(on) {
    this.#on = on;
  }

  /** The client; there is one from the first {@link open} on. */
  get client() {
    if (!this.#client) {
      throw new Error('The page is not ready yet.');
    }
    return this.#client;
  }

  /**
   * Leaves as whoever this was and connects as somebody.
   *
   * @param {Who} who
   */
  async open(who) {
    void this.#client?.close();
    /** @type {Dialtone} */
    const client = new Dialtone({
      token: ({ signal }) => this.#ticket(client, who, signal),
      iceTransportPolicy: who.relayOnly ? 'relay' : 'all',
    });
    this.#client = client;
    client.addEventListener('statechange', ({ state }) => this.#show(client, state));
    client.addEventListener('transportchange', () => this.#showTransport(client));
    client.addEventListener('incomingcall', ({ call }) => this.#on.incoming(call));
    client.addEventListener('error', ({ error }) => this.#failed(client, error));
    this.#on.opened(client);
    this.#show(client, client.state);
    await this.#connect(client);
  }

  /**
   * Connects, and goes on trying while that may help; the SDK itself tries a first connection only a few times.
   *
   * @param {Dialtone} client
   * @returns {Promise<void>}
   */
  async #connect(client) {
    try {
      await client.connect();
    } catch (error) {
      this.#failed(client, error);
      if (error instanceof DialtoneError && error.retryable) {
        setTimeout(() => client === this.#client && this.#connect(client), AGAIN_MS);
      }
    }
  }

  /**
   * A ticket; that there is none is told at once, although the SDK may go on trying.
   *
   * @param {Dialtone} client
   * @param {Who} who
   * @param {AbortSignal} signal
   */
  async #ticket(client, { user, name }, signal) {
    try {
      return await ticketFor({ user, name }, signal);
    } catch (error) {
      this.#failed(client, error);
      throw error;
    }
  }

  /**
   * @param {Dialtone} client
   * @param {keyof typeof STATES} state
   */
  #show(client, state) {
    if (client !== this.#client) {
      return; // the last words of one that was replaced
    }
    const light = html('signaling');
    if (light.dataset.state === 'refused' && (state === 'closed' || state === 'idle')) {
      return; // that it was refused tells more than that it is closed
    }
    light.dataset.state = state;
    this.#showTransport(client);
    html('signaling-text').textContent = STATES[state];
    if (state === 'connected') {
      this.#on.connected();
    } else if (state === 'reconnecting') {
      announce('The connection to the server broke. Trying again.');
    }
  }

  /** @param {Dialtone} client */
  #showTransport(client) {
    if (client === this.#client) {
      html('signaling').dataset.transport = client.transport ?? '';
    }
  }

  /**
   * @param {Dialtone} client
   * @param {unknown} error
   */
  #failed(client, error) {
    if (client !== this.#client || error === this.#told) {
      return;
    }
    this.#told = error;
    if (codeOf(error).startsWith('auth/')) {
      this.#show(client, 'refused');
    }
    this.#on.failed(error);
  }
}
