/** @file Mints tickets as a site's backend does, from docs/tickets.md. */

import { createHmac } from 'node:crypto';

/**
 * @param {string} keyId
 * @param {string} secret
 * @param {Record<string, unknown>} claims those that differ from a ticket for everything, good for five minutes
 */
export function mintTicket(keyId, secret, claims) {
  const encode = (part) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const inFiveMinutes = Math.floor(Date.now() / 1000) + 300;
  const signed = [
    encode({ alg: 'HS256', typ: 'JWT', kid: keyId }),
    encode({ rooms: ['*'], dial: ['user:*'], exp: inFiveMinutes, ...claims }),
  ].join('.');
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}
