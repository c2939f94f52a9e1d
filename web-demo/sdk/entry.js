import { DialtoneError, errorOfProblem } from './errors.js';

/** @import { TokenSource } from './connection.js' */

const WHY_MS = 5_000;

/**
 * The ticket for a connection.
 * @param {TokenSource} token
 * @param {'connect' | 'refresh'} reason
 * @param {AbortSignal} signal
 */
export async function ticketOf(token, reason, signal) {
  const ticket = typeof token === 'function' ? await token({ reason, signal }) : token;
  if (typeof ticket !== 'string' || ticket === '') {
    throw new DialtoneError(
      'auth/ticket-missing',
      'The page has no ticket for the server: `token` must be a ticket, or a function that gives one.',
      { action: 'fix-request' },
    );
  }
  return ticket;
}

/**
 * A browser does not tell why a connection failed; the server does, when asked over HTTP.
 * @param {string} webSocketUrl
 * @param {string} ticket
 * @param {unknown} cause
 */
export async function whyRefused(webSocketUrl, ticket, cause) {
  const url = new URL('validate', webSocketUrl.replace(/^ws/, 'http'));
  try {
    const answer = await fetch(url, {
      headers: { Authorization: `Bearer ${ticket}` },
      signal: AbortSignal.timeout(WHY_MS),
    });
    const isProblem = answer.headers.get('Content-Type')?.includes('problem+json');
    return isProblem ? errorOfProblem(await answer.json()) : unreachable(webSocketUrl, answer);
  } catch (why) {
    return unreachable(webSocketUrl, cause ?? why);
  }
}

/** @param {string} webSocketUrl @param {unknown} [cause] a response, when it is only such connections that do not get there */
export function unreachable(webSocketUrl, cause) {
  return new DialtoneError(
    'signaling/unreachable',
    `No connection to ${new URL(webSocketUrl).host}. Check the network, and that the page's Content-Security-Policy names it in connect-src.`,
    { retryable: true, action: 'retry', cause },
  );
}
