/** @file A drawer beside a call: makes things go wrong, and tells what becomes of it. Loaded when it is first opened. */

import { button, element, html } from './dom.js';

/** @typedef {import('../sdk/dialtone.js').Dialtone} Dialtone */
/** @typedef {Parameters<Dialtone['simulate']>[0]} Failure */

const KEPT_LINES = 30;

/** @type {{ failure: Failure, label: string, tells: string, lasts?: boolean }[]} */
const FAILURES = [
  { failure: 'connection-lost', label: 'Cut the connection', tells: 'To the server. The call goes on, and so does the session.' },
  { failure: 'connection-dead', label: 'Let the connection die silently', tells: 'As in a tunnel. It is noticed within seconds.' },
  { failure: 'network-changed', label: 'Change the network', tells: 'Connection and media look for another way.' },
  { failure: 'websocket-blocked', label: 'Block WebSockets', tells: 'A stream of events takes their place.', lasts: true },
  { failure: 'streams-blocked', label: 'Block streams too', tells: 'Requests that wait take their place.', lasts: true },
  { failure: 'slow-network', label: 'Slow the network down', tells: 'Late messages, little bandwidth.', lasts: true },
  { failure: 'media-stopped', label: 'Send nothing', tells: 'The others hear and see nothing new.', lasts: true },
  { failure: 'device-lost', label: 'Pull out the devices', tells: 'Others are taken, if there are any.' },
  { failure: 'ticket-expired', label: 'Let the ticket expire', tells: 'A fresh one is fetched.' },
  { failure: 'session-forgotten', label: 'Let the server forget', tells: 'Ends the call; rooms are joined again.' },
  { failure: 'server-stopped', label: 'Stop the server', tells: 'Ends the call; another one is looked for.' },
];

export class Failures {
  #panel = html('failures');
  #toggle = button('failures-toggle');
  #log = element('ol', { class: 'failures-log', role: 'log', 'aria-label': 'What became of it', tabindex: '0' });
  /** @type {Map<HTMLButtonElement, () => void>} what ends those that last */
  #running = new Map();
  /** @type {WeakSet<Dialtone>} */
  #heard = new WeakSet();
  #client;
  #failed;

  /**
   * @param {() => Dialtone} client
   * @param {(error: unknown) => void} failed
   */
  constructor(client, failed) {
    this.#client = client;
    this.#failed = failed;
    const list = element('ul', { class: 'failures-list' });
    for (const each of FAILURES) {
      list.append(element('li', {}, this.#button(each)));
    }
    this.#panel.append(list, this.#log);
    button('failures-close').addEventListener('click', () => this.show(false));
  }

  isOpen() {
    return !this.#panel.hidden;
  }

  /** @param {boolean} open */
  show(open) {
    const hadFocus = this.#panel.contains(document.activeElement);
    this.#panel.hidden = !open;
    this.#toggle.setAttribute('aria-expanded', String(open));
    if (open) {
      this.#listen();
      button('failures-close').focus();
    } else if (hadFocus) {
      this.#toggle.focus();
    }
  }

  /** Lets everything be right again. */
  end() {
    this.#running.forEach((end, pressed) => this.#end(pressed, end));
    this.#log.replaceChildren();
    this.show(false);
  }

  /** @param {typeof FAILURES[number]} failure */
  #button({ failure, label, tells, lasts }) {
    const pressed = element(
      'button',
      { class: 'failure', type: 'button', 'data-failure': failure, 'aria-pressed': lasts ? 'false' : false },
      element('span', { class: 'failure-label' }, label),
      element('span', { class: 'failure-tells' }, tells),
    );
    pressed.addEventListener('click', () => void this.#press(pressed, failure, label, lasts === true));
    return pressed;
  }

  /**
   * @param {HTMLButtonElement} pressed
   * @param {Failure} failure
   * @param {string} label
   * @param {boolean} lasts
   */
  async #press(pressed, failure, label, lasts) {
    const end = this.#running.get(pressed);
    if (end) {
      this.#end(pressed, end);
      this.#tell(`Ended: ${label}`);
      return;
    }
    this.#listen();
    this.#tell(label);
    try {
      const ends = await this.#client().simulate(failure);
      if (lasts) {
        this.#running.set(pressed, ends);
        pressed.setAttribute('aria-pressed', 'true');
      }
    } catch (error) {
      this.#failed(error);
    }
  }

  /** @param {HTMLButtonElement} pressed @param {() => void} end */
  #end(pressed, end) {
    this.#running.delete(pressed);
    pressed.setAttribute('aria-pressed', 'false');
    end();
  }

  #listen() {
    const client = this.#client();
    if (!this.#heard.has(client)) {
      this.#heard.add(client);
      client.addEventListener('statechange', ({ state }) => this.#tell(`The connection: ${state}`));
      client.addEventListener('transportchange', () => this.#tell(`Messages go by ${client.transport} now`));
    }
  }

  /** @param {string} words */
  #tell(words) {
    const time = new Date().toLocaleTimeString();
    this.#log.append(element('li', {}, element('time', {}, time), ` ${words}`));
    while (this.#log.children.length > KEPT_LINES) {
      this.#log.firstChild?.remove();
    }
    this.#log.scrollTop = this.#log.scrollHeight;
  }
}
