/** @file The twelve keys of a phone, with their letters and their tones. */

import { element } from './dom.js';
import { keyTone } from './tones.js';

/** @type {readonly [string, string][]} */
const KEYS = [
  ['1', ''], ['2', 'ABC'], ['3', 'DEF'],
  ['4', 'GHI'], ['5', 'JKL'], ['6', 'MNO'],
  ['7', 'PQRS'], ['8', 'TUV'], ['9', 'WXYZ'],
  ['*', ''], ['0', ''], ['#', ''],
];
const NAMES = new Map([['*', 'Star'], ['#', 'Hash']]);
const LONG_MS = 450;

/**
 * Makes the keys.
 *
 * @param {HTMLElement} pad
 * @param {(key: string) => void} press
 * @param {{ plus?: boolean }} [options] plus: whether a long press on 0 is a +
 */
export function fillKeypad(pad, press, { plus = false } = {}) {
  for (const [key, letters] of KEYS) {
    const below = plus && key === '0' ? '+' : letters;
    const made = element('button', { type: 'button', class: 'key', 'data-key': key },
      element('span', { class: 'key-sign' }, key),
      element('span', { class: 'key-letters', 'aria-hidden': 'true' }, below));
    const name = NAMES.get(key) ?? (below === '+' ? '0, hold for plus' : '');
    if (name) {
      made.setAttribute('aria-label', name);
    }
    const act = (/** @type {string} */ pressed) => {
      keyTone(key);
      press(pressed);
    };
    if (below === '+') {
      onLongPress(made, () => act('0'), () => act('+'));
    } else {
      made.addEventListener('click', () => act(key));
    }
    pad.append(made);
  }
}

/** Whether a key of the keyboard is one of a phone. @param {string} key */
export function isPhoneKey(key) {
  return KEYS.some(([known]) => known === key);
}

/**
 * @param {HTMLElement} key
 * @param {() => void} short
 * @param {() => void} long
 */
function onLongPress(key, short, long) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let wasLong = false;
  key.addEventListener('pointerdown', () => {
    wasLong = false;
    timer = setTimeout(() => {
      wasLong = true;
      long();
    }, LONG_MS);
  });
  for (const end of ['pointerup', 'pointerleave', 'pointercancel']) {
    key.addEventListener(end, () => clearTimeout(timer));
  }
  key.addEventListener('contextmenu', (event) => event.preventDefault());
  key.addEventListener('click', () => {
    if (!wasLong) {
      short();
    }
    wasLong = false;
  });
}
