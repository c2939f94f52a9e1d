/** @file How people are shown: names, initials, colours. */

/**
 * What to call somebody.
 *
 * @param {{ name?: string | null, address: string }} party
 */
export function nameOf(party) {
  return party.name || party.address.replace(/^(user|tel):/, '');
}

/**
 * At most two letters of a name.
 *
 * @param {string} name
 */
export function initials(name) {
  const parts = name.trim().split(/[\s._-]+/u).filter(Boolean);
  const letters = parts.length > 1 ? [parts[0], parts[parts.length - 1]] : parts;
  return letters.map((part) => [...(part ?? '')][0] ?? '').join('').toLocaleUpperCase();
}

/**
 * A number that is always the same for a text.
 *
 * @param {string} text
 */
export function numberOf(text) {
  let number = 7;
  for (const letter of text) {
    number = (number * 31 + (letter.codePointAt(0) ?? 0)) % 2 ** 32;
  }
  return number;
}

/**
 * Gives an avatar the letters of a name, and a colour that is always the same for an address.
 *
 * @param {HTMLElement} avatar
 * @param {string} name
 * @param {string} address
 */
export function paintAvatar(avatar, name, address) {
  avatar.textContent = initials(name);
  avatar.style.setProperty('--hue', String(numberOf(address) % 360));
}
