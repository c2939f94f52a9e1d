/** @file Says things to the person: notices that stay until they are read, and words for screen readers. */

import { element, html, icon } from './dom.js';

const INFO_STAYS_MS = 6000;

/** @typedef {{ what: string, todo?: string, code?: string, retry?: { label: string, run: () => void } }} Words */

/**
 * Something went wrong: stays until it is closed or the same thing happens again.
 *
 * @param {Words} words
 */
export function tellError(words) {
  show('error', 'warning', words);
}

/**
 * Something that is good to know: goes away by itself.
 *
 * @param {string} what
 * @param {string} [code] to take it back before
 */
export function tellInfo(what, code = '') {
  const shown = show('info', 'info', { what, code });
  setTimeout(() => shown.remove(), INFO_STAYS_MS);
}

/** Takes away what no longer applies, by its code. @param {string} code */
export function takeBack(code) {
  for (const shown of document.querySelectorAll('#notices .notice')) {
    if (code !== '' && shown instanceof HTMLElement && shown.dataset.code === code) {
      shown.remove();
    }
  }
}

/** Takes all errors away, when the person begins something new. */
export function clearErrors() {
  document.querySelectorAll('#notices .notice[data-kind="error"]').forEach((shown) => shown.remove());
}

/** How long it may take until what is announced is read. */
const READ_MS = 10_000;

/**
 * Says something to who does not see the page; what was said just before is still read.
 *
 * @param {string} words
 */
export function announce(words) {
  const said = element('span', {}, `${words} `);
  html('announcer').append(said);
  setTimeout(() => said.remove(), READ_MS);
}

/**
 * @param {'info' | 'error'} kind
 * @param {string} picture
 * @param {Words} words
 */
function show(kind, picture, words) {
  if (words.code) {
    takeBack(words.code);
  }
  const text = element('div', {}, element('p', { class: 'what' }, words.what));
  if (words.todo) {
    text.append(element('p', { class: 'todo' }, words.todo));
  }
  const close = element('button', { class: 'quiet icon-only', type: 'button', 'aria-label': 'Close this notice' });
  close.append(icon('close'));
  const notice = element(
    'div',
    { class: 'notice', role: kind === 'error' ? 'alert' : 'status', 'data-kind': kind, 'data-code': words.code ?? '' },
    icon(picture),
    text,
    close,
  );
  close.addEventListener('click', () => notice.remove());
  const { retry } = words;
  if (retry) {
    const again = element('button', { class: 'link', type: 'button' }, retry.label);
    again.addEventListener('click', () => {
      notice.remove();
      retry.run();
    });
    text.append(again);
  }
  html('notices').append(notice);
  return notice;
}
