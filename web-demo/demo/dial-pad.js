/** @file The door to phones: a number, typed, pasted or pressed. */

import { button, byId, html, input } from './dom.js';
import { fillKeypad } from './keypad.js';
import { addressOfNumber } from './numbers.js';

/**
 * Wires the form.
 *
 * @param {(address: string) => void} call
 */
export function openDialPad(call) {
  const number = input('number');
  const pad = html('dial-pad');
  const toggle = button('dial-pad-toggle');
  fillKeypad(pad, (key) => insert(number, key), { plus: true });
  toggle.addEventListener('click', () => {
    pad.hidden = !pad.hidden;
    toggle.ariaExpanded = String(!pad.hidden);
  });
  number.addEventListener('input', () => number.setCustomValidity(''));
  byId('dial-form', HTMLFormElement).addEventListener('submit', (event) => {
    event.preventDefault();
    const address = addressOfNumber(number.value);
    if (address) {
      call(address);
    } else {
      number.setCustomValidity('A number is made of digits, with a + in front of the country; * and # may be in it.');
      number.reportValidity();
    }
  });
}

/** Puts a key where the cursor is. @param {HTMLInputElement} field @param {string} key */
function insert(field, key) {
  const at = field.selectionStart ?? field.value.length;
  field.setRangeText(key, at, field.selectionEnd ?? at, 'end');
  field.dispatchEvent(new Event('input'));
}
