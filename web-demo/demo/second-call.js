/** @file Asking somebody before a call is passed on to them: two calls, one of them on hold. */

import { button, html } from './dom.js';

/** @typedef {import('../sdk/dialtone.js').Call} Call */
/** @typedef {import('./talk.js').Talk} Talk */

/**
 * @typedef {object} SecondCallHandlers
 * @property {() => Talk | null} running the call on the stage
 * @property {(talk: Talk) => void} show puts another one there
 * @property {(address: string) => Talk} dial
 * @property {(words: string) => void} gone the call that waited is over
 * @property {(error: unknown) => void} failed
 */

/** The call that waits while another one is on the stage. */
export class SecondCall {
  /** @type {Talk | null} */
  #waiting = null;
  #on;

  /** @param {SecondCallHandlers} on */
  constructor(on) {
    this.#on = on;
    button('waiting-connect').addEventListener('click', () => this.#connect());
    button('waiting-swap').addEventListener('click', () => void this.#swap());
  }

  /** Holds the call and calls somebody else. @param {string} address */
  begin(address) {
    const first = this.#on.running();
    if (first?.kind === 'call' && !this.#waiting) {
      callOf(first).hold().catch(this.#on.failed);
      this.#wait(first);
      this.#on.show(this.#on.dial(address));
    }
  }

  /** A call is over: the one that waited comes back. @param {Talk} talk */
  ended(talk) {
    const waiting = this.#waiting;
    if (waiting && talk !== waiting && !waiting.isOver()) {
      this.#wait(null);
      this.#on.show(waiting);
      callOf(waiting).resume().catch(this.#on.failed);
    }
  }

  /** Connects the two others with each other. */
  #connect() {
    const waiting = this.#waiting;
    const running = this.#on.running();
    if (waiting && running?.kind === 'call') {
      callOf(waiting).transfer(callOf(running)).catch((error) => waiting.isOver() || this.#on.failed(error));
    }
  }

  async #swap() {
    const waiting = this.#waiting;
    const running = this.#on.running();
    if (!waiting || running?.kind !== 'call') {
      return;
    }
    if (!callOf(running).startedAt) {
      await running.leave(); // nobody there yet; the end brings the other call back
      return;
    }
    try {
      await callOf(running).hold();
      this.#wait(running);
      this.#on.show(waiting);
      await callOf(waiting).resume();
    } catch (error) {
      this.#on.failed(error);
    }
  }

  /** @param {Talk | null} talk */
  #wait(talk) {
    this.#waiting = talk;
    html('waiting').hidden = talk === null;
    html('waiting-who').textContent = talk ? `${talk.who} is on hold` : '';
    void talk?.over.then(() => {
      if (this.#waiting === talk) {
        this.#wait(null);
        this.#on.gone(talk.ending().text);
      }
    });
  }
}

/** @param {Talk} talk */
function callOf({ target }) {
  return /** @type {Call} */ (target);
}
