/** @file The few lines that make plain DOM comfortable. */

const ICONS = '/demo/art/icons.svg';

/**
 * The element of an id. The page has it; if not, the page and its scripts are of different versions.
 *
 * @template {Element} T
 * @param {string} id
 * @param {new () => T} type
 * @returns {T}
 */
export function byId(id, type) {
  const found = document.getElementById(id);
  if (!(found instanceof type)) {
    throw new Error(`This page has no ${type.name} with the id "${id}".`);
  }
  return found;
}

/** @param {string} id */
export const button = (id) => byId(id, HTMLButtonElement);

/** @param {string} id */
export const html = (id) => byId(id, HTMLElement);

/** @param {string} id */
export const input = (id) => byId(id, HTMLInputElement);

/**
 * A new element with attributes and children; text stays text.
 *
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, string | boolean>} [attributes] `true` sets an empty one, `false` none
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false) {
      made.setAttribute(name, value === true ? '' : value);
    }
  }
  made.append(...children);
  return made;
}

/**
 * A decorative picture from art/icons.svg.
 *
 * @param {string} name
 */
export function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  svg.append(document.createElementNS('http://www.w3.org/2000/svg', 'use'));
  setIcon(svg, name);
  return svg;
}

/**
 * Changes the picture inside an element.
 *
 * @param {Element} within
 * @param {string} name
 */
export function setIcon(within, name) {
  const use = within.querySelector('use');
  const href = `${ICONS}#${name}`;
  if (use && use.getAttribute('href') !== href) {
    use.setAttribute('href', href);
  }
}

/**
 * Shows what a button with two states would do next, and whether the thing is on.
 *
 * @param {HTMLButtonElement} control
 * @param {boolean} on
 * @param {{ on: [string, string], off: [string, string] }} looks icon and label of each state
 */
export function setControl(control, on, looks) {
  const [picture, label] = on ? looks.on : looks.off;
  control.dataset.on = String(on);
  setIcon(control, picture);
  const words = control.querySelector('.control-label');
  if (words) {
    words.textContent = label;
  }
}

/**
 * Copies a text and says so on the button that was pressed.
 *
 * @param {HTMLElement} pressed
 * @param {string} text
 */
export async function copy(pressed, text) {
  const label = pressed.querySelector('span') ?? pressed;
  const before = pressed.dataset.label ?? label.textContent ?? '';
  pressed.dataset.label = before;
  try {
    await navigator.clipboard.writeText(text);
    label.textContent = 'Copied';
  } catch {
    window.prompt('The browser did not let this page copy. Copy it from here:', text);
    return;
  }
  setTimeout(() => {
    label.textContent = before;
  }, 1800);
}
