/** @file The view of a call: title, state, time, people, and why it ended. */

import { Controls } from './controls.js';
import { Details } from './details.js';
import { openChat } from './chat.js';
import { button, copy, html } from './dom.js';
import { roomLink } from './links.js';
import { announce, takeBack } from './notices.js';
import { nameOf } from './people.js';
import { PhoneControls } from './phone-controls.js';
import { Stage } from './stage.js';
import { facesOf } from './talk.js';
import { ringback } from './tones.js';
import { clock, codeOf, holdWords, stateWords } from './words.js';

/** @typedef {import('./talk.js').Talk} Talk */

/**
 * @typedef {object} CallViewHandlers
 * @property {(error: unknown) => void} failed something went wrong, and the call goes on
 * @property {(talk: Talk) => void} ended
 * @property {(talk: Talk) => void} again
 * @property {() => void} closed
 * @property {(address: string) => void} consult calls somebody else, while this call is on hold
 * @property {(video: HTMLVideoElement) => void} route plays it through the chosen speaker
 */

/** The view of one talk at a time. */
export class CallView {
  /** @type {Talk | null} */
  #talk = null;
  #listening = new AbortController();
  #mirror = new MediaStream();
  /** When media first flowed, or the room was joined. @type {number | null} */
  #since = null;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #timer;
  #silence = () => {};
  #root = html('call');
  #details = new Details();
  #on;
  #me;

  /**
   * @param {() => { name: string, address: string }} me
   * @param {CallViewHandlers} on
   */
  constructor(me, on) {
    this.#me = me;
    this.#on = on;
    this.stage = new Stage(on.route);
    this.controls = new Controls(on.failed);
    this.phone = new PhoneControls(on);
    this.chat = openChat((text) => this.#talk?.target.send(text), on.failed);
    button('hangup').addEventListener('click', () => void this.#talk?.leave());
    button('ended-close').addEventListener('click', () => this.close());
    button('ended-again').addEventListener('click', () => this.#again());
    button('copy-call-link').addEventListener('click', () => {
      void copy(button('copy-call-link'), roomLink(this.#talk?.title ?? ''));
    });
  }

  /** The talk that goes on; null when none does. */
  get running() {
    return this.#talk && !this.#talk.isOver() ? this.#talk : null;
  }

  /** Whether the view tells how a talk ended. */
  get isEnded() {
    return !html('ended').hidden && !this.#root.hidden;
  }

  /**
   * Shows a talk, until somebody closes the view.
   *
   * @param {Talk} talk
   */
  show(talk) {
    this.#forget();
    this.#talk = talk;
    this.#since = null;
    this.#root.dataset.kind = talk.kind;
    delete this.#root.dataset.reason;
    html('ended').hidden = true;
    html('controls').hidden = false;
    html('copy-call-link').hidden = talk.kind !== 'room';
    this.chat.clear();
    this.controls.actOn(talk);
    this.phone.actOn(talk);
    this.#listen(talk);
    this.#timer = setInterval(() => this.#tick(), 500);
    this.#details.watch(talk);
    this.#open();
    this.#refresh();
    void talk.over.then(() => this.#over(talk));
  }

  /** Back to the lobby, after a talk. */
  close() {
    this.abandon();
    this.#on.closed();
  }

  /** Takes the talk off the stage without ending it. */
  abandon() {
    this.#forget();
    this.#talk = null;
    this.#root.hidden = true;
    document.body.dataset.view = 'lobby';
    html('lobby').focus();
  }

  #open() {
    this.#root.hidden = false;
    document.body.dataset.view = 'call';
    this.#root.focus();
  }

  #forget() {
    this.#listening.abort();
    this.#listening = new AbortController();
    clearInterval(this.#timer);
    this.#silence();
    this.#silence = () => {};
    this.#details.stop();
    this.controls.actOn(null);
    this.phone.actOn(null);
    this.chat.clear();
    this.stage.clear();
  }

  #again() {
    const talk = this.#talk;
    if (talk) {
      this.#on.again(talk);
    }
  }

  /** @param {Talk} talk */
  #listen(talk) {
    const { signal } = this.#listening;
    const refresh = () => this.#refresh();
    for (const type of ['statechange', 'mediachange', 'trackadd', 'trackremove', 'hold', 'resume']) {
      talk.target.addEventListener(type, refresh, { signal });
    }
    talk.target.addEventListener('transfer', (/** @type {any} */ { message }) => announce(message), { signal });
    talk.target.addEventListener('message', (/** @type {any} */ { from, text }) => this.chat.receive(nameOf(from), text), { signal });
    talk.target.addEventListener('error', (/** @type {any} */ { error }) => talk.isOver() || this.#on.failed(error), { signal });
    talk.others().forEach((other) => this.#listenTo(other));
    if (talk.kind === 'room') {
      talk.target.addEventListener('participantjoin', (/** @type {any} */ { participant }) => {
        this.#listenTo(participant);
        announce(`${nameOf(participant.identity)} is here`);
        refresh();
      }, { signal });
      talk.target.addEventListener('participantleave', (/** @type {any} */ { participant }) => {
        announce(`${nameOf(participant.identity)} left`);
        refresh();
      }, { signal });
    }
  }

  /** @param {import('./talk.js').Participant} other */
  #listenTo(other) {
    const { signal } = this.#listening;
    for (const type of ['statechange', 'mediachange', 'trackadd', 'trackremove']) {
      other.addEventListener(type, () => this.#refresh(), { signal });
    }
  }

  #refresh() {
    const talk = this.#talk;
    if (!talk || talk.isOver()) {
      return;
    }
    const { state } = talk.target;
    const held = 'isHeld' in talk.target && state === 'connected' ? holdWords(talk.target, talk.who) : '';
    const words = held || stateWords(state, { isRoom: talk.kind === 'room', others: talk.others().length, who: talk.who });
    if (html('call-status').textContent !== words) {
      html('call-status').textContent = words;
      announce(words);
    }
    this.#root.dataset.state = state;
    this.#root.dataset.held = String(held !== '');
    this.#root.dataset.alone = String(state === 'joined' && talk.others().length === 0);
    html('call-title').textContent = talk.title;
    this.stage.show(facesOf(talk, { ...this.#me(), mirror: this.#mirror }));
    this.controls.refresh();
    this.phone.refresh();
    this.#details.lookAgain(talk);
    this.#ring(state === 'ringing' && talk.others().every(({ stream }) => stream.getTracks().length === 0));
    if (state === 'connected' || state === 'joined') {
      this.#since ??= Date.now();
    }
    this.#tick();
  }

  /** The caller hears that it rings over there, unless the phone network plays that. @param {boolean} rings */
  #ring(rings) {
    if (rings !== (this.#root.dataset.rings === 'true')) {
      this.#root.dataset.rings = String(rings);
      this.#silence();
      this.#silence = rings ? ringback() : () => {};
    }
  }

  #tick() {
    html('call-timer').hidden = this.#since === null;
    if (this.#since !== null) {
      html('call-timer').textContent = clock(Date.now() - this.#since);
    }
  }

  /** @param {Talk} talk */
  #over(talk) {
    if (talk !== this.#talk) {
      return;
    }
    const { reason, title, text, again } = talk.ending();
    const facts = [
      this.#since === null ? '' : clock(Date.now() - this.#since),
      this.#since === null ? '' : this.#details.lastRoute,
    ].filter(Boolean);
    takeBack(codeOf(talk.target.error)); // the view says it now
    this.#forget();
    this.#root.dataset.state = talk.target.state;
    this.#root.dataset.reason = reason;
    this.#root.dataset.rings = 'false';
    html('ended-title').textContent = title;
    html('ended-reason').textContent = text;
    html('ended-facts').textContent = facts.join(' · ');
    button('ended-again').textContent = again;
    html('ended').hidden = false;
    html('controls').hidden = true;
    html('call-hint').hidden = true;
    html('ended-title').focus();
    announce(`${title}. ${text}`);
    this.#on.ended(talk);
  }
}
