/**
 * `<dialtone-call>`: a link that calls. This file is all that a page loads until somebody shows
 * interest; panel, texts and SDK come then. See docs/embed.md.
 */

/** @import { Call } from '../sdk/dialtone.js' */
/** @import { CallPanel } from './panel.js' */

const STYLE = `
:host { display: inline-block }
:host([hidden]) { display: none }
button { font: inherit; min-block-size: 2.75em; padding-inline: 1.25em; cursor: pointer; border: 0;
  border-radius: var(--dialtone-radius, .75em); background: var(--dialtone-accent, #0b62c4); color: var(--dialtone-accent-text, #fff) }
button:focus-visible { outline: .2em solid; outline-offset: .15em }`;

/** `beforecall`: nobody is called when it is cancelled, or when what it waits for fails. */
export class BeforeCallEvent extends Event {
  /** @internal @type {Promise<unknown>[]} */
  _waits = [];

  /** @param {string} to */
  constructor(to) {
    super('beforecall', { bubbles: true, composed: true, cancelable: true });
    /** Who is to be called. @readonly */
    this.to = to;
  }

  /** Calls only after this. @param {Promise<unknown>} promise */
  waitUntil(promise) {
    this._waits.push(promise);
  }
}

/**
 * The element. Attributes: `to`, `key`, `token`, `token-url`, `server-url`, `video`, `lang`, `theme`.
 */
export class DialtoneCall extends HTMLElement {
  #internals = this.attachInternals();
  #root = this.attachShadow({ mode: 'open' });
  #button = document.createElement('button');
  /** @type {CallPanel | undefined} */
  #panel;
  #isDialing = false;
  #state = 'idle';

  constructor() {
    super();
    /** Texts in place of ours, by key; docs/embed.md has the keys. @type {Record<string, string>} */
    this.messages = Object.hasOwn(this, 'messages') ? this.messages : {};
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    this.#root.adoptedStyleSheets = [sheet];
    this.#button.part = 'button';
    const slot = document.createElement('slot');
    slot.append(this.#button);
    slot.addEventListener('click', (event) => this.#clicked(event));
    this.#root.append(slot);
    for (const intent of ['pointerenter', 'focusin']) {
      this.addEventListener(intent, () => load().catch(() => {}), { once: true });
    }
  }

  connectedCallback() {
    this.#setState(this.#state);
    this.#button.textContent = this.messages.call ?? (this.language === 'de' ? 'Anrufen' : 'Call');
  }

  /** Ends the call when the element is taken out of the page, but not when it is moved. */
  disconnectedCallback() {
    queueMicrotask(() => this.isConnected || this.#panel?.close());
  }

  /** The call that runs, or that was the last. @returns {Call | undefined} */
  get call() {
    return this.#panel?.call;
  }

  /** Who is called: `to`, or where the link inside leads. */
  get to() {
    return this.getAttribute('to') ?? this.#link?.getAttribute('href') ?? '';
  }

  /** The language of the texts, after `lang` of the element or around it. */
  get language() {
    const lang = this.closest('[lang]')?.getAttribute('lang') || navigator.language;
    return lang.toLowerCase().startsWith('de') ? 'de' : 'en';
  }

  /** Calls. Resolves with the call; without one when `beforecall` was cancelled or a call runs already. */
  async dial() {
    if (this.#isDialing || this.#panel?.isActive) {
      return undefined;
    }
    this.#isDialing = true;
    try {
      const before = new BeforeCallEvent(this.to);
      if (!this.dispatchEvent(before)) {
        return undefined;
      }
      await Promise.all(before._waits);
      const { CallPanel } = await load();
      this.#panel ??= new CallPanel(this, this.#root, (state) => this.#setState(state));
      return this.#panel.dial();
    } finally {
      this.#isDialing = false;
    }
  }

  /** Hangs up, if there is a call. */
  async hangup() {
    await this.call?.hangup();
  }

  get #link() {
    return this.querySelector('a');
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    const isPlain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    const canCall = isSecureContext && 'RTCPeerConnection' in globalThis && navigator.mediaDevices;
    if (event.defaultPrevented || !isPlain || (!canCall && this.#link)) {
      return; // The link does what a link does.
    }
    event.preventDefault();
    this.#dialOrFollow();
  }

  /** When the panel cannot be loaded, the link does what a link does after all. */
  async #dialOrFollow() {
    try {
      await load();
    } catch {
      if (this.#link) {
        location.href = this.#link.href;
        return;
      }
    }
    this.dial().catch((error) => this.dispatchEvent(Object.assign(new Event('error'), { error })));
  }

  /** @param {string} state for styles: `:state(ringing)`, and `[data-state=ringing]` in older browsers */
  #setState(state) {
    this.#state = state;
    this.dataset.state = state;
    try {
      this.#internals.states.clear();
      this.#internals.states.add(state);
    } catch {
      // Browsers before 2024 have no such states, or want them with two dashes.
    }
  }
}

const load = () => import('./panel.js');

if (!customElements.get('dialtone-call')) {
  customElements.define('dialtone-call', DialtoneCall);
}
