/** @file The chat beside a call: a log, a field, and a count of what was not read. */

import { button, byId, element, html, input } from './dom.js';
import { announce } from './notices.js';

const LINK = /https?:\/\/[^\s<>"]+[^\s<>".,;:!?)]/g;

/**
 * Wires the panel.
 *
 * @param {(text: string) => void} send throws in words when it cannot
 * @param {(error: unknown) => void} fail
 */
export function openChat(send, fail) {
  const panel = html('chat');
  const log = html('chat-log');
  const text = input('chat-text');
  const toggle = button('chat-toggle');
  const badge = html('chat-unread');
  let unread = 0;

  /** @param {boolean} open */
  const show = (open) => {
    panel.hidden = !open;
    toggle.setAttribute('aria-expanded', String(open));
    if (open) {
      count(0);
      text.focus();
      log.scrollTop = log.scrollHeight;
    } else if (panel.contains(document.activeElement)) {
      toggle.focus();
    }
  };

  /** @param {number} now */
  const count = (now) => {
    unread = now;
    badge.hidden = unread === 0;
    badge.textContent = String(unread);
    toggle.setAttribute('aria-label', unread === 0 ? 'Chat' : `Chat, ${unread} not read`);
  };

  /**
   * @param {string} by
   * @param {string} words
   * @param {boolean} mine
   */
  const add = (by, words, mine) => {
    const message = element('div', { class: 'message', 'data-mine': String(mine) });
    message.append(element('span', { class: 'message-by' }, by), withLinks(words));
    log.append(message);
    log.scrollTop = log.scrollHeight;
    if (!mine && panel.hidden) {
      count(unread + 1);
      announce(`${by} writes: ${words}`);
    }
  };

  byId('chat-form', HTMLFormElement).addEventListener('submit', (event) => {
    event.preventDefault();
    const words = text.value.trim();
    if (words === '') {
      return;
    }
    try {
      send(words);
    } catch (error) {
      fail(error);
      return;
    }
    add('You', words, true);
    text.value = '';
  });
  toggle.addEventListener('click', () => show(panel.hidden));
  button('chat-close').addEventListener('click', () => show(false));

  return {
    show,
    isOpen: () => !panel.hidden,
    /** @type {(by: string, words: string) => void} */
    receive: (by, words) => add(by, words, false),
    /** Begins an empty chat. */
    clear: () => {
      show(false);
      count(0);
      text.value = '';
      log.querySelectorAll('.message').forEach((message) => message.remove());
    },
  };
}

/**
 * A paragraph whose web addresses can be followed. What people send is never taken as markup.
 *
 * @param {string} words
 */
function withLinks(words) {
  const paragraph = element('p');
  let done = 0;
  for (const { 0: address, index } of words.matchAll(LINK)) {
    paragraph.append(
      words.slice(done, index),
      element('a', { href: address, target: '_blank', rel: 'noopener noreferrer' }, address),
    );
    done = index + address.length;
  }
  paragraph.append(words.slice(done));
  return paragraph;
}
