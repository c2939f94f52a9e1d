/**
 * @file Where this page gets its tickets: from the server itself while it is in development mode, else from the
 * person or from the fragment of the address, which no server and no log ever sees.
 */

import { DialtoneError } from '../sdk/dialtone.js';
import { tab } from './settings.js';

const DEVELOPMENT_PATH = '/v1/dev/ticket';

/** Keeps the ticket of `#ticket=...` and takes it out of the address, so that a copied link does not hand it on. */
export function takeFromFragment() {
  const given = new URLSearchParams(location.hash.slice(1)).get('ticket');
  if (given) {
    history.replaceState(history.state, '', location.pathname + location.search);
    keep(given);
  }
}

/** @param {string} ticket that the person gave */
export function keep(ticket) {
  tab.set('ticket', ticket.trim());
}

/** Forgets the ticket that the person gave, when it was refused. */
export function forget() {
  tab.set('ticket', null);
}

/** Whether the person gave a ticket; then the name is the ticket's. */
export const isGiven = () => tab.get('ticket') !== null;

/**
 * A ticket for a user.
 *
 * @param {{ user: string, name: string }} who
 * @param {AbortSignal} [signal]
 * @returns {Promise<string>}
 */
export async function ticketFor(who, signal) {
  return tab.get('ticket') ?? (await mintInDevelopment(who, signal));
}

/**
 * @param {{ user: string, name: string }} who
 * @param {AbortSignal} [signal]
 */
async function mintInDevelopment(who, signal) {
  const answer = await fetch(DEVELOPMENT_PATH, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(who),
    signal: signal ?? null,
  }).catch((cause) => {
    throw unreachable('The server cannot be reached.', cause);
  });
  const { ticket, detail } = await answer.json().catch(() => ({}));
  if (answer.ok) {
    return String(ticket);
  }
  switch (answer.status) {
    case 404:
      throw needed(
        'It is not in development mode, where it would mint tickets for this page itself. Paste a ticket from your ' +
          'backend, or open this page with #ticket=… at the end of its address. docs/tickets.md shows how to mint one.',
      );
    case 403:
      throw needed(`${detail ?? 'Pages of this address get none.'} Open the page at http://localhost, or paste a ticket from your backend.`);
    default:
      throw unreachable(detail ?? `The server gave no ticket; it answered ${answer.status}.`);
  }
}

/** The server will not give a ticket, so the person must. @param {string} words */
const needed = (words) => new DialtoneError('auth/ticket-missing', words, { action: 'reauthenticate' });

/** The SDK tries again after this. @type {(words: string, cause?: unknown) => DialtoneError} */
const unreachable = (words, cause) =>
  new DialtoneError('signaling/unreachable', words, { retryable: true, action: 'retry', cause });
