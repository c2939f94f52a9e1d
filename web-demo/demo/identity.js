/** @file Who sits at this page: a name, and the user that follows from it. */

import { numberOf } from './people.js';
import { lasting, tab } from './settings.js';

const KINDS = ['Quiet', 'Amber', 'Swift', 'Gentle', 'Bright', 'Calm', 'Early', 'Merry', 'Bold', 'Lucky', 'Silver', 'Sunny'];
const ANIMALS = ['Otter', 'Finch', 'Heron', 'Lynx', 'Badger', 'Swallow', 'Marten', 'Crane', 'Hare', 'Wren', 'Beaver', 'Plover'];

/** @template T @param {readonly T[]} list @returns {T} */
const oneOf = (list) => /** @type {T} */ (list[Math.floor(Math.random() * list.length)]);

/**
 * The user of a name: what a ticket and an address take. A name in another script gets a number of
 * its own, always the same.
 *
 * @param {string} name
 * @returns {string} empty when there is no letter and no digit in it
 */
export function userOf(name) {
  const user = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, 64)
    .replace(/-+$/, '');
  return user || !/[\p{L}\p{N}]/u.test(name) ? user : `person-${numberOf(name).toString(36)}`;
}

/**
 * The name for this tab: the one asked for in the address, the tab's own from before a reload, the
 * one of the last visit when no other tab has it now, or a new one. Two tabs are two people, so
 * that one browser is enough to try a call.
 *
 * @param {string | null} wanted from `?as=`
 * @returns {Promise<string>}
 */
export async function chooseName(wanted) {
  if (wanted && userOf(wanted)) {
    await claim(wanted);
    return remember(wanted);
  }
  for (const known of [tab.get('name'), lasting.get('name')]) {
    if (known && (await claim(known))) {
      return remember(known);
    }
  }
  let name = '';
  do {
    name = `${oneOf(KINDS)} ${oneOf(ANIMALS)}`;
  } while (!(await claim(name)));
  return remember(name);
}

/**
 * Keeps a name that the person typed, whoever else has it.
 *
 * @param {string} name
 */
export function rename(name) {
  void claim(name);
  remember(name);
}

/** @param {string} name */
function remember(name) {
  tab.set('name', name);
  lasting.set('name', name);
  return name;
}

/** Lets go of the name that this tab has. */
let letGo = () => {};

/**
 * Marks a name as this tab's for as long as the tab lives.
 *
 * @param {string} name
 * @returns {Promise<boolean>} false when another tab of this browser has it
 */
function claim(name) {
  if (!navigator.locks) {
    return Promise.resolve(true); // only on pages without https, which cannot call anyway
  }
  return new Promise((resolve) => {
    const lock = `dialtone-name-${userOf(name)}`;
    navigator.locks
      .request(lock, { ifAvailable: true }, (held) => {
        resolve(held !== null);
        if (held === null) {
          return undefined;
        }
        letGo();
        return new Promise((release) => {
          letGo = () => release(undefined);
        });
      })
      .catch(() => resolve(true));
  });
}
