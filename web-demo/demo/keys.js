/** @file The keyboard: one key, one thing; none of them while somebody types. */

import { button, byId, element, html } from './dom.js';

/** @typedef {{ key: string, shows: string, does: string, run: () => boolean }} Key `run` tells whether it applied */

/**
 * Listens to the keys, and lists them in the help.
 *
 * @param {Key[]} keys
 */
export function listenToKeys(keys) {
  const help = byId('help', HTMLDialogElement);
  /** @type {Key[]} */
  const all = [...keys, { key: '?', shows: '?', does: 'Show these keys', run: () => show(help) }];
  button('help-open').addEventListener('click', () => show(help));
  for (const { shows, does } of all) {
    html('help-keys').append(element('dt', {}, element('kbd', {}, shows)), element('dd', {}, does));
  }
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || isTyping(event)) {
      return;
    }
    const pressed = all.find(({ key }) => key.toLowerCase() === event.key.toLowerCase());
    if (pressed && !document.querySelector('dialog[open]') && pressed.run()) {
      event.preventDefault();
    }
  });
}

/** @param {HTMLDialogElement} dialog */
function show(dialog) {
  dialog.showModal();
  return true;
}

/** Escape is the one key that also works in a field. @param {KeyboardEvent} event */
function isTyping(event) {
  const target = event.composedPath()[0];
  const isField = target instanceof HTMLElement && target.matches('input:not([type=checkbox]), textarea, select');
  return isField && event.key !== 'Escape';
}
