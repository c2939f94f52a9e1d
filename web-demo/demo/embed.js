/** @file The element on this page, alive, with its source to copy. */

import { button, copy, element, html } from './dom.js';

/**
 * Shows the element calling this page's own address.
 *
 * @param {string} address
 */
export function showEmbedded(address) {
  const loader = `${location.origin}/embed/1.js`;
  const link = `${location.origin}/?call=${encodeURIComponent(address.replace(/^user:/, ''))}`;
  const live = document.createElement('dialtone-call');
  live.id = 'embedded';
  live.setAttribute('to', address);
  live.append(element('a', { href: link }, 'Call us'));
  html('embedded-home').replaceChildren(live);

  const source = [
    `<script type="module" src="${loader}"></script>`,
    `<dialtone-call to="${address}">`,
    `  <a href="${link}">Call us</a>`,
    '</dialtone-call>',
  ].join('\n');
  html('snippet').replaceChildren(...highlight(source));
  button('copy-snippet').onclick = () => void copy(button('copy-snippet'), source);
}

/** Colours tags and texts in a source. @param {string} source */
function highlight(source) {
  return source.split(/(<\/?[\w-]+|>|"[^"]*")/).map((part) => {
    if (part.startsWith('"')) {
      return element('span', { class: 'text' }, part);
    }
    return /^<|^>$/.test(part) ? element('span', { class: 'tag' }, part) : part;
  });
}
