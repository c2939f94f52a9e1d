import { Dialtone } from '../sdk/dialtone.js';
import { fillKeypad } from './keypad.js';
import { PANEL_STYLE } from './panel.css.js';
import { TEXTS } from './texts.js';
import { fetchTicket } from './ticket.js';

/** @import { Call } from '../sdk/dialtone.js' */
/** @import { DialtoneCall } from './1.js' */

const EVENTS = ['statechange', 'mediachange', 'trackadd', 'trackremove', 'hold', 'resume', 'message', 'error'];

/** The panel of one element: one call at a time, what state it is in, and its buttons. */
export class CallPanel {
  /** @type {Call | undefined} */
  call;
  /** @type {Dialtone | undefined} */
  #client;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #ticking;
  /** @type {HTMLElement | null} */
  #focusBefore = null;
  #element;
  #root;
  #setState;
  #panel = part('div', 'panel');
  #status = part('div', 'status');
  #timer = part('div', 'timer');
  #stage = part('div', 'stage');
  #remote = part('video', 'remote-video');
  #local = part('video', 'local-video');
  #mute = part('button', 'mute');
  #camera = part('button', 'camera');
  #hold = part('button', 'hold');
  #keys = part('button', 'keys');
  #keypad = part('div', 'keypad');
  #hangup = part('button', 'hangup');
  #again = part('button', 'again');
  #close = part('button', 'close');

  /**
   * @param {DialtoneCall} element
   * @param {ShadowRoot} root
   * @param {(state: string) => void} setState
   */
  constructor(element, root, setState) {
    this.#element = element;
    this.#root = root;
    this.#setState = setState;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(PANEL_STYLE);
    root.adoptedStyleSheets.push(sheet);
    this.#build();
    root.append(this.#panel);
  }

  get isActive() {
    return this.call !== undefined && this.call.state !== 'ended';
  }

  /** @returns {Call} */
  dial() {
    const element = this.#element;
    const server = new URL(element.getAttribute('server-url') ?? import.meta.url, document.baseURI);
    const client = new Dialtone({
      url: new URL('/v1/ws', server),
      token: ({ signal }) => element.getAttribute('token') ?? fetchTicket(element, server, signal),
    });
    client.addEventListener('incomingcall', ({ call }) => void call.reject('busy'));
    this.#client = client;
    this.#keypad.hidden = true;
    this.#show();
    const call = client.dial(element.to, { video: element.hasAttribute('video') });
    this.call = call;
    for (const type of EVENTS) {
      call.addEventListener(type, (event) => {
        this.#update();
        this.#passOn(event);
      });
    }
    call.ended.then(() => client.close());
    this.#remote.srcObject = call.remoteStream;
    this.#local.srcObject = call.localStream;
    this.#update();
    this.#hangup.focus();
    return call;
  }

  /** Takes the panel away, and hangs up if need be. */
  close() {
    const hadFocus = this.#panel.matches(':focus-within');
    this.call?.hangup();
    this.#client?.close();
    this.#panel.hidden = true;
    this.#setState('idle');
    if (hadFocus) {
      this.#focusBefore?.focus();
    }
  }

  #build() {
    this.#panel.setAttribute('role', 'dialog');
    this.#panel.hidden = true;
    this.#status.setAttribute('role', 'status');
    this.#timer.setAttribute('role', 'timer'); // Which is not read aloud each second.
    this.#remote.autoplay = this.#local.autoplay = true;
    this.#remote.playsInline = this.#local.playsInline = true;
    this.#local.muted = true;
    this.#stage.append(this.#remote, this.#local);
    const controls = part('div', 'controls');
    controls.append(this.#mute, this.#camera, this.#hold, this.#keys, this.#hangup, this.#again, this.#close);
    fillKeypad(this.#keypad, () => part('button', 'key'), (key) => this.#press(key));
    this.#panel.append(this.#status, this.#timer, this.#stage, this.#keypad, controls);
    this.#mute.onclick = () => this.call && (this.call.muted = !this.call.muted);
    this.#camera.onclick = () => this.call && (this.call.cameraOff = !this.call.cameraOff);
    this.#hold.onclick = () => void (this.call?.isHeld ? this.call.resume() : this.call?.hold());
    this.#keys.onclick = () => this.#showKeypad(this.#keypad.hidden);
    this.#hangup.onclick = () => this.call?.hangup();
    this.#again.onclick = () => this.#element.dial();
    this.#close.onclick = () => this.close();
    this.#panel.onkeydown = ({ key }) => {
      if (key === 'Escape' && !this.isActive) {
        this.close();
      }
    };
  }

  /** @param {boolean} shown */
  #showKeypad(shown) {
    this.#keypad.hidden = !shown;
    this.#keypad.setAttribute('aria-label', this.#text('keypad'));
    this.#keys.ariaExpanded = String(shown);
    if (shown) {
      /** @type {HTMLElement} */ (this.#keypad.firstChild).focus();
    }
  }

  /** @param {string} key */
  #press(key) {
    this.call?.sendDigits(key).catch((error) => this.#passOn(Object.assign(new Event('error'), { error })));
  }

  #show() {
    if (this.#panel.hidden) {
      const root = /** @type {Document | ShadowRoot} */ (this.#element.getRootNode());
      this.#focusBefore = /** @type {HTMLElement | null} */ (root.activeElement);
    }
    this.#panel.hidden = false;
    this.#panel.lang = this.#element.language;
    this.#panel.dir = 'auto';
    this.#panel.setAttribute('aria-label', this.#text('panel'));
    clearInterval(this.#ticking);
    this.#ticking = setInterval(() => this.#tick(), 1000);
  }

  #update() {
    const call = this.call;
    if (!call) {
      return;
    }
    const isOver = call.state === 'ended';
    const focused = this.#root.activeElement;
    this.#setState(call.state);
    const isOnHold = call.state === 'connected' && (call.isHeld || call.isHeldByPeer);
    const words = isOver ? this.#why(call) : this.#text(isOnHold ? 'onHold' : call.state);
    if (this.#status.textContent !== words) {
      this.#status.textContent = words;
    }
    const hasVideo = call.remoteStream.getVideoTracks().length > 0;
    this.#stage.hidden = isOver || (!hasVideo && call.cameraOff);
    this.#local.hidden = call.cameraOff;
    this.#label(this.#mute, call.muted ? 'unmute' : 'mute', isOver);
    this.#label(this.#camera, call.cameraOff ? 'cameraOn' : 'cameraOff', isOver || !this.#element.hasAttribute('video'));
    this.#label(this.#hold, call.isHeld ? 'resume' : 'hold', isOver || !call.startedAt);
    this.#label(this.#keys, 'keypad', isOver || !/^(tel|sip):/.test(this.#element.to));
    this.#keypad.hidden ||= this.#keys.hidden;
    this.#label(this.#hangup, 'end', isOver);
    this.#label(this.#again, 'again', !isOver);
    this.#label(this.#close, 'close', !isOver);
    if (isOver) {
      clearInterval(this.#ticking);
      this.#remote.srcObject = this.#local.srcObject = null;
    }
    this.#tick();
    if (focused instanceof HTMLElement && focused.hidden) {
      (isOver ? this.#close : this.#hangup).focus();
    }
  }

  #tick() {
    const { startedAt, state } = this.call ?? {};
    this.#timer.hidden = !startedAt;
    if (startedAt && state !== 'ended') {
      const seconds = Math.floor((Date.now() - startedAt.getTime()) / 1000);
      this.#timer.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
    }
  }

  /** Why the call is over, in the page's language where it is one of the known reasons. @param {Call} call */
  #why(call) {
    const code = call.error?.code ?? '';
    return this.#find(code) ?? this.#find(call.endReason ?? '') ?? call.endMessage;
  }

  /** @param {string} key */
  #text(key) {
    return this.#find(key) ?? key;
  }

  /** @param {string} key @returns {string | undefined} */
  #find(key) {
    return this.#element.messages[key] ?? TEXTS[this.#element.language][key];
  }

  /** @param {HTMLButtonElement} button @param {string} key @param {boolean} hidden */
  #label(button, key, hidden) {
    button.textContent = this.#text(key);
    button.hidden = hidden;
  }

  /** Tells the page what the call tells. `error` does not bubble, as it would count as one of the page's. @param {Event} event */
  #passOn(event) {
    const { isTrusted: _, ...own } = /** @type {any} */ (event);
    const isError = event.type === 'error';
    const copy = new Event(event.type, { bubbles: !isError, composed: !isError });
    this.#element.dispatchEvent(Object.assign(copy, own));
  }
}

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {string} name what pages may style it by
 */
function part(tag, name) {
  const element = document.createElement(tag);
  element.part = name;
  if (element instanceof HTMLButtonElement) {
    element.type = 'button';
  }
  return element;
}
