/** @file The doors: who I am, which room, whom to call. */

import { button, byId, copy, html, input } from './dom.js';
import { rename, userOf } from './identity.js';
import { asked, callLink, note, roomLink } from './links.js';
import { paintAvatar } from './people.js';
import { lasting } from './settings.js';
import { forget, isGiven, keep } from './ticket.js';

const ROOM_NAME = /^[A-Za-z0-9._~-]{1,128}$/;

/**
 * @typedef {object} LobbyHandlers
 * @property {(room: string) => void} join
 * @property {(target: string, video: boolean) => void} call
 * @property {() => void} changed who I am, or which way media may go
 */

/** The doors. Owns the name and the wish for the relay. */
export class Lobby {
  #on;
  #name;
  /** The user as the server knows it, when a given ticket decides that. */
  #user = '';

  /**
   * @param {string} name
   * @param {LobbyHandlers} on
   */
  constructor(name, on) {
    this.#on = on;
    this.#name = name;
    input('relay-only').checked = asked().relay || lasting.get('relay-only') !== null;
    input('room').value = asked().room ?? '';
    input('callee').value = asked().call ?? '';
    if (asked().room) {
      button('join').focus();
    } else if (asked().call) {
      button('call-video').focus();
    }
    this.#wireMe();
    this.#wireDoors();
    this.#wireTicket();
    this.#showMe();
    this.#showRoomLink();
  }

  /** @returns {import('./session.js').Who} */
  get who() {
    return { name: this.#name, user: userOf(this.#name), relayOnly: input('relay-only').checked };
  }

  /** The address calls reach me at. */
  get address() {
    return `user:${this.#user || userOf(this.#name)}`;
  }

  get name() {
    return this.#name;
  }

  /**
   * The server has said who this is; with a ticket from elsewhere that is news.
   *
   * @param {{ address: string, name?: string }} identity
   */
  identified({ address, name }) {
    this.#user = address.replace(/^user:/, '');
    this.#name = isGiven() ? name ?? this.#user : this.#name;
    input('name').readOnly = isGiven();
    html('ticket-panel').hidden = true;
    this.#showMe();
  }

  /** @param {string} words why a ticket is needed */
  askForTicket(words) {
    html('ticket-words').textContent = words;
    html('ticket-panel').hidden = false;
    this.#showMe();
    byId('ticket', HTMLTextAreaElement).focus();
  }

  #wireMe() {
    const field = input('name');
    const take = () => {
      const name = field.value.trim();
      if (userOf(name) === '') {
        field.setCustomValidity('A name needs at least one letter or digit.');
        field.reportValidity();
      } else if (name !== this.#name) {
        this.#name = name;
        this.#user = '';
        rename(name);
        note('as', null);
        this.#showMe();
        this.#on.changed();
      }
    };
    field.addEventListener('input', () => field.setCustomValidity(''));
    field.addEventListener('change', take);
    byId('me-form', HTMLFormElement).addEventListener('submit', (event) => {
      event.preventDefault();
      take();
      field.blur();
    });
    button('copy-address').addEventListener('click', () => {
      void copy(button('copy-address'), callLink(this.address.replace(/^user:/, '')));
    });
    input('relay-only').addEventListener('change', () => {
      lasting.set('relay-only', input('relay-only').checked ? 'yes' : null);
      note('relay', null);
      this.#on.changed();
    });
  }

  #wireDoors() {
    const room = input('room');
    room.addEventListener('input', () => {
      room.setCustomValidity('');
      this.#showRoomLink();
    });
    button('copy-room-link').addEventListener('click', () => {
      void copy(button('copy-room-link'), roomLink(room.value.trim()));
    });
    byId('join-form', HTMLFormElement).addEventListener('submit', (event) => {
      event.preventDefault();
      const name = room.value.trim();
      if (ROOM_NAME.test(name)) {
        this.#on.join(name);
      } else {
        room.setCustomValidity('A room’s name is made of letters from A to Z, digits, dots, hyphens, _ and ~.');
        room.reportValidity();
      }
    });
    byId('call-form', HTMLFormElement).addEventListener('submit', (event) => {
      event.preventDefault();
      const pressed = event.submitter instanceof HTMLButtonElement ? event.submitter.value : 'video';
      this.#on.call(targetOf(input('callee').value), pressed === 'video');
    });
  }

  #wireTicket() {
    byId('ticket-form', HTMLFormElement).addEventListener('submit', (event) => {
      event.preventDefault();
      const field = byId('ticket', HTMLTextAreaElement);
      keep(field.value);
      field.value = '';
      this.#user = '';
      this.#on.changed();
    });
    button('use-own-name').addEventListener('click', () => {
      forget();
      location.reload();
    });
  }

  #showMe() {
    const field = input('name');
    if (document.activeElement !== field) {
      field.value = this.#name;
    }
    html('address').textContent = this.address;
    html('use-own-name').hidden = !isGiven();
    paintAvatar(html('my-avatar'), this.#name, this.address);
  }

  #showRoomLink() {
    const name = input('room').value.trim();
    const isName = ROOM_NAME.test(name);
    button('copy-room-link').hidden = !isName;
    html('room-link-text').textContent = isName
      ? roomLink(name).replace(/^https?:\/\//, '')
      : 'Everybody who joins the same name meets there.';
  }
}

/**
 * The address of what somebody typed: an address, a phone number, a user, or a name.
 *
 * @param {string} typed
 */
function targetOf(typed) {
  const words = typed.trim();
  if (/^\+?\d[\d ()./-]+$/.test(words)) {
    return `tel:${words.replace(/[^\d+]/g, '')}`;
  }
  return /^[a-z]+:./.test(words) ? words : `user:${/[\s]/.test(words) ? userOf(words) : words}`;
}
