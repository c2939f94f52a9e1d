/** @file Phone numbers, as people write them. */

/**
 * The address of a number; null when it is none.
 *
 * @param {string} typed with what people put between digits, or pasted as `tel:`
 */
export function addressOfNumber(typed) {
  const number = typed.trim().replace(/^tel:/i, '').replace(/[\s()./\u2010-\u2015-]/g, '');
  return /^\+?[\d*#]+$/.test(number) && /\d/.test(number) ? `tel:${number}` : null;
}

/** Whether an address is a phone's. @param {string} address */
export function isPhone(address) {
  return !address.startsWith('user:');
}
