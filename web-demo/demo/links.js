/** @file What the page's address says, and the addresses it gives away. */

/** @typedef {{ room: string | null, call: string | null, as: string | null, relay: boolean }} Asked */

/** @returns {Asked} */
export function asked() {
  const query = new URLSearchParams(location.search);
  return {
    room: query.get('room'),
    call: query.get('call'),
    as: query.get('as'),
    relay: query.get('relay') === '1',
  };
}

/** @param {string} room */
export const roomLink = (room) => `${location.origin}/?room=${encodeURIComponent(room)}`;

/** @param {string} user */
export const callLink = (user) => `${location.origin}/?call=${encodeURIComponent(user)}`;

/**
 * Changes one word of the address, so that a reload comes back to the same place.
 *
 * @param {'room' | 'as' | 'relay'} key
 * @param {string | null} value null takes it out
 */
export function note(key, value) {
  const url = new URL(location.href);
  if (value === null) {
    url.searchParams.delete(key);
  } else {
    url.searchParams.set(key, value);
  }
  history.replaceState(history.state, '', url);
}
