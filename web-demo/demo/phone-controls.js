/** @file What a phone call can do beyond a call: its keypad, hold, and transfer. */

import { button, byId, html, input, setControl } from './dom.js';
import { fillKeypad, isPhoneKey } from './keypad.js';
import { addressOfNumber, isPhone } from './numbers.js';

/** @typedef {import('../sdk/dialtone.js').Call} Call */
/** @typedef {import('./talk.js').Talk} Talk */

const HOLD = {
  on: /** @type {[string, string]} */ (['play', 'Resume']),
  off: /** @type {[string, string]} */ (['pause', 'Hold']),
};

/**
 * @typedef {object} PhoneHandlers
 * @property {(error: unknown) => void} failed
 * @property {(address: string) => void} consult calls somebody while this call is on hold
 */

export class PhoneControls {
  /** @type {Call | null} */
  #call = null;
  #on;

  /** @param {PhoneHandlers} on */
  constructor(on) {
    this.#on = on;
    fillKeypad(html('keys-pad'), (key) => this.press(key));
    button('keys-toggle').addEventListener('click', () => this.showKeypad(html('keys').hidden));
    button('keys-close').addEventListener('click', () => this.showKeypad(false));
    button('hold').addEventListener('click', () => this.toggleHold());
    button('transfer').addEventListener('click', () => this.#askWhere());
    document.addEventListener('keydown', (event) => this.#typed(event));
    byId('transfer-form', HTMLFormElement).addEventListener('submit', (event) => {
      event.preventDefault();
      const isConsulting = event.submitter === button('transfer-ask');
      this.#transferTo(input('transfer-to'), isConsulting);
    });
    input('transfer-to').addEventListener('input', () => input('transfer-to').setCustomValidity(''));
  }

  /** @param {Talk | null} talk to be acted on from now on */
  actOn(talk) {
    this.#call = talk?.kind === 'call' ? /** @type {Call} */ (talk.target) : null;
    html('keys-sent').textContent = '';
    this.showKeypad(false);
    byId('transfer-dialog', HTMLDialogElement).close();
    this.refresh();
  }

  /** Shows how things are. */
  refresh() {
    const call = this.#call;
    const withPhone = call !== null && isPhone(call.remote.identity.address);
    html('call').dataset.phone = String(withPhone);
    button('keys-toggle').hidden = button('transfer').hidden = !withPhone;
    button('camera-toggle').hidden = button('chat-toggle').hidden = withPhone;
    button('share').hidden = withPhone || !navigator.mediaDevices?.getDisplayMedia;
    button('hold').hidden = call === null;
    button('hold').disabled = button('transfer').disabled = !call?.startedAt;
    button('keys-toggle').disabled = !call || call.remoteStream.getTracks().length === 0;
    if (call) {
      setControl(button('hold'), call.isHeld, HOLD);
    }
  }

  /** @param {boolean} shown */
  showKeypad(shown) {
    const was = !html('keys').hidden;
    html('keys').hidden = !shown;
    button('keys-toggle').ariaExpanded = String(shown);
    if (shown) {
      html('keys-pad').querySelector('button')?.focus();
    } else if (was && this.#call) {
      button('keys-toggle').focus();
    }
  }

  /** @param {string} key */
  press(key) {
    const call = this.#call;
    if (call) {
      html('keys-sent').textContent += key;
      call.sendDigits(key).catch((error) => call.state === 'ended' || this.#on.failed(error));
    }
  }

  toggleHold() {
    const call = this.#call;
    if (call?.startedAt) {
      (call.isHeld ? call.resume() : call.hold()).catch(this.#on.failed);
    }
    return Boolean(call);
  }

  /** The keyboard presses the keys while they are shown. @param {KeyboardEvent} event */
  #typed(event) {
    const isFree = !event.ctrlKey && !event.metaKey && !event.altKey && !document.querySelector('dialog[open]');
    const isField = event.target instanceof HTMLElement && event.target.matches('input, textarea, select');
    if (isFree && !isField && !html('keys').hidden && isPhoneKey(event.key)) {
      event.preventDefault();
      this.press(event.key);
    }
  }

  #askWhere() {
    input('transfer-to').value = '';
    byId('transfer-dialog', HTMLDialogElement).showModal();
  }

  /** @param {HTMLInputElement} field @param {boolean} isConsulting */
  #transferTo(field, isConsulting) {
    const typed = field.value.trim();
    const address = addressOfNumber(typed) ?? (/^[a-z]+:./.test(typed) ? typed : null);
    const call = this.#call;
    if (!address) {
      field.setCustomValidity('Write a number, or an address such as sip:desk@example.com.');
      field.reportValidity();
      return;
    }
    byId('transfer-dialog', HTMLDialogElement).close();
    if (isConsulting) {
      this.#on.consult(address);
    } else {
      call?.transfer(address).catch((error) => call.state === 'ended' || this.#on.failed(error));
    }
  }
}
