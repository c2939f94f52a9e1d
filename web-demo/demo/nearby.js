/** @file Who is there: people of recent calls, and who is in the room whose name stands in the lobby. */

import { html, input } from './dom.js';
import { nameOf } from './people.js';

/** @typedef {import('../sdk/dialtone.js').Dialtone} Dialtone */
/** @typedef {import('../sdk/contacts.js').Contact} Contact */
/** @typedef {import('../sdk/contacts.js').RoomContact} RoomContact */

const ROOM_NAME = /^[A-Za-z0-9._~-]{1,128}$/;
/** A room is asked for when its name is written. */
const TYPING_MS = 300;

const STATES = {
  available: 'available',
  away: 'away',
  busy: 'busy',
  'do-not-disturb': 'not to be disturbed',
  offline: 'not there',
};

export class Nearby {
  /** @type {Dialtone | null} */
  #client = null;
  /** @type {Map<string, Contact>} */
  #people = new Map();
  /** @type {RoomContact | null} */
  #room = null;
  #roomName = '';
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #typing;

  constructor() {
    input('room').addEventListener('input', () => {
      clearTimeout(this.#typing);
      this.#typing = setTimeout(() => void this.#lookAtRoom(), TYPING_MS);
    });
  }

  /** There is another client, who knows nobody yet. @param {Dialtone} client */
  use(client) {
    this.#client = client;
    this.#people.clear();
    this.#room = null;
    this.#roomName = '';
    this.#showRoom();
    this.look();
  }

  /** Looks who of those on the page is there. */
  look() {
    for (const light of document.querySelectorAll('[data-presence-of]')) {
      const address = /** @type {HTMLElement} */ (light).dataset.presenceOf ?? '';
      if (this.#people.has(address)) {
        this.#show(address);
      } else if (address.startsWith('user:')) {
        void this.#lookAt(address);
      }
    }
    void this.#lookAtRoom();
  }

  /** A ticket may not allow it; then nothing is shown. @param {string} address */
  async #lookAt(address) {
    const client = this.#client;
    try {
      const contact = await (await client?.contacts())?.watch(address);
      if (contact && client === this.#client && !this.#people.has(address)) {
        this.#people.set(address, contact);
        contact.addEventListener('change', () => this.#show(address));
        this.#show(address);
      }
    } catch {
      // Who may not be seen is shown as always.
    }
  }

  /** @param {string} address */
  #show(address) {
    const contact = this.#people.get(address);
    for (const light of document.querySelectorAll('[data-presence-of]')) {
      if (contact && light instanceof HTMLElement && light.dataset.presenceOf === address) {
        light.dataset.state = contact.state;
        light.title = `${contact.name} is ${contact.inCall ? 'in a call' : STATES[contact.state]}`;
        light.textContent = light.title;
      }
    }
  }

  async #lookAtRoom() {
    const name = input('room').value.trim();
    const client = this.#client;
    if (!client || name === this.#roomName) {
      return;
    }
    void this.#room?.unwatch();
    this.#room = null;
    this.#roomName = name;
    this.#showRoom();
    if (!ROOM_NAME.test(name)) {
      return;
    }
    try {
      const room = await (await client.contacts()).watchRoom(name);
      if (client === this.#client && name === this.#roomName) {
        this.#room = room;
        room.addEventListener('change', () => this.#showRoom());
        this.#showRoom();
      }
    } catch {
      // A room that the ticket does not open says so when it is joined.
    }
  }

  #showRoom() {
    const people = this.#room?.people ?? [];
    const words = html('room-people');
    words.hidden = people.length === 0;
    words.textContent = people.length === 0 ? '' : `In it now: ${people.map(nameOf).join(', ')}.`;
  }
}
