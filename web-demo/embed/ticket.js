import { DialtoneError } from '../sdk/dialtone.js';

/**
 * Fetches the ticket for a call, as docs/embed.md says.
 *
 * From `token-url`, the site's own, by a POST of `{"to": …}`; or, for a publishable `key`, from the Dialtone server.
 * Without either, a server in development mode gives tickets to pages of this machine.
 * @param {HTMLElement & { to: string }} element
 * @param {URL} server
 * @param {AbortSignal} signal
 * @returns {Promise<string>}
 */
export async function fetchTicket(element, server, signal) {
  const tokenUrl = element.getAttribute('token-url');
  const key = element.getAttribute('key');
  const url = tokenUrl ? new URL(tokenUrl, document.baseURI) : new URL(key ? '/v1/ticket' : '/v1/dev/ticket', server);
  const body = tokenUrl ? { to: element.to } : key ? { key } : { user: guest() };
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
    body: JSON.stringify(body),
    signal,
  }).catch((cause) => {
    throw new DialtoneError('auth/ticket-missing', `No ticket for the call: ${url.origin} does not answer.`, {
      retryable: true,
      action: 'retry',
      cause,
    });
  });
  const json = await answer.json().catch(() => ({}));
  if (!answer.ok || typeof json.ticket !== 'string') {
    const why = json.detail ?? `${url.pathname} answered ${answer.status} and no {"ticket": …}.`;
    const code = json.code === 'auth/forbidden-origin' ? json.code : 'auth/ticket-missing';
    throw new DialtoneError(code, `No ticket for the call: ${why}`, { action: 'contact-support' });
  }
  return json.ticket;
}

function guest() {
  return `guest-${crypto.randomUUID().slice(0, 8)}`;
}
