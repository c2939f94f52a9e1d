/** @file What the page remembers from one visit to the next. A browser that keeps nothing loses nothing but that. */

const PREFIX = 'dialtone.';

/**
 * @param {Storage} storage
 * @param {string} key
 * @returns {string | null}
 */
function read(storage, key) {
  try {
    return storage.getItem(PREFIX + key);
  } catch {
    return null; // storage is switched off
  }
}

/**
 * @param {Storage} storage
 * @param {string} key
 * @param {string | null} value null forgets it
 */
function write(storage, key, value) {
  try {
    if (value === null) {
      storage.removeItem(PREFIX + key);
    } else {
      storage.setItem(PREFIX + key, value);
    }
  } catch {
    // storage is switched off or full: the choice lasts as long as the page
  }
}

/** For all tabs and visits. */
export const lasting = {
  /** @param {string} key */
  get: (key) => read(window.localStorage, key),
  /** @type {(key: string, value: string | null) => void} */
  set: (key, value) => write(window.localStorage, key, value),
};

/** For this tab, through reloads. */
export const tab = {
  /** @param {string} key */
  get: (key) => read(window.sessionStorage, key),
  /** @type {(key: string, value: string | null) => void} */
  set: (key, value) => write(window.sessionStorage, key, value),
};
