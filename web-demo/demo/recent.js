/** @file The calls of before: who, when, what came of it. Kept in this browser alone. */

import { button, element, html, icon } from './dom.js';
import { nameOf } from './people.js';
import { lasting } from './settings.js';
import { clock } from './words.js';

/** @typedef {import('../sdk/dialtone.js').Call} Call */

/**
 * @typedef {object} Entry
 * @property {string} address
 * @property {string} [name]
 * @property {'inbound' | 'outbound'} direction
 * @property {number} at when it began
 * @property {string} reason why it ended
 * @property {number} talked for how many milliseconds
 */

const KEY = 'recent-calls';
const MOST = 20;

/** The list in the lobby. */
export class RecentCalls {
  /** @type {Entry[]} */
  #entries = read();
  #redial;
  #shown;

  /** @param {(address: string) => void} redial @param {() => void} shown the list is on the page */
  constructor(redial, shown) {
    this.#redial = redial;
    this.#shown = shown;
    button('recent-clear').addEventListener('click', () => {
      this.#keep([]);
      html('lobby').focus();
    });
    this.#show();
  }

  /** Notes what becomes of a call. @param {Call} call */
  follow(call) {
    const at = Date.now();
    void call.ended.then((reason) => {
      const { address, name } = call.remote.identity;
      const talked = call.startedAt ? Date.now() - call.startedAt.getTime() : 0;
      const entry = { address, direction: call.direction, at, reason, talked, ...(name ? { name } : {}) };
      this.#keep([entry, ...this.#entries].slice(0, MOST));
    });
  }

  /** @param {Entry[]} entries */
  #keep(entries) {
    this.#entries = entries;
    lasting.set(KEY, entries.length > 0 ? JSON.stringify(entries) : null);
    this.#show();
  }

  #show() {
    html('recent').hidden = this.#entries.length === 0;
    html('recent-list').replaceChildren(...this.#entries.map((entry) => this.#row(entry)));
    this.#shown();
  }

  /** @param {Entry} entry */
  #row(entry) {
    const name = nameOf(entry);
    const outcome = outcomeOf(entry);
    const redial = element('button', { type: 'button', class: 'recent-call', 'data-address': entry.address },
      icon(entry.direction === 'inbound' ? 'call-in' : 'call-out'),
      element('span', { class: 'recent-who' },
        element('b', {}, name),
        element('span', { class: 'hint' }, `${outcome} · ${when(entry.at)}`)),
      element('span', { class: 'presence', 'data-presence-of': entry.address }));
    redial.title = `Call ${name} again`;
    redial.dataset.missed = String(isMissed(entry));
    redial.addEventListener('click', () => this.#redial(entry.address));
    const remove = element('button', { type: 'button', class: 'quiet icon-only', 'aria-label': `Forget the call with ${name}` }, icon('close'));
    remove.addEventListener('click', () => this.#keep(this.#entries.filter((other) => other !== entry)));
    return element('li', {}, redial, remove);
  }
}

/** @param {Entry} entry */
function isMissed({ direction, talked, reason }) {
  return direction === 'inbound' && talked === 0 && reason !== 'declined' && reason !== 'answered-elsewhere';
}

/** @param {Entry} entry */
function outcomeOf(entry) {
  if (isMissed(entry)) {
    return 'Missed';
  }
  if (entry.talked > 0) {
    return `${entry.direction === 'inbound' ? 'Took' : 'Called'}, ${clock(entry.talked)}`;
  }
  return /** @type {Record<string, string>} */ ({
    declined: 'Declined',
    busy: 'Busy',
    'no-answer': 'No answer',
    cancelled: 'Cancelled',
    'answered-elsewhere': 'Taken on another device',
    'not-found': 'Not found',
    forbidden: 'Not allowed',
  })[entry.reason] ?? 'Did not work';
}

/** @param {number} at */
function when(at) {
  const date = new Date(at);
  const isToday = date.toDateString() === new Date().toDateString();
  return isToday
    ? date.toLocaleTimeString([], { hour: 'numeric', minute: '2-digit' })
    : date.toLocaleDateString([], { day: 'numeric', month: 'short' });
}

/** @returns {Entry[]} */
function read() {
  try {
    const kept = JSON.parse(lasting.get(KEY) ?? '[]');
    return Array.isArray(kept) ? kept.filter(isEntry).slice(0, MOST) : [];
  } catch {
    return []; // written by something else
  }
}

/** @param {any} kept @returns {kept is Entry} */
function isEntry(kept) {
  return typeof kept?.address === 'string' && typeof kept.at === 'number' && typeof kept.talked === 'number';
}
