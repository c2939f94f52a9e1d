import { DialtoneError } from './errors.js';

/** @typedef {{ kty: 'EC', crv: 'P-256', x: string, y: string }} HolderKey the public half, as a JSON Web Key */

/**
 * @typedef {object} Holder
 * @property {HolderKey} key
 * @property {(nonce: string, ticket: string) => Promise<string>} prove
 */

/**
 * A key that tickets are bound to. Nothing can read its private half, not even this page, and it goes with the page.
 * @returns {Promise<Holder>}
 */
export async function makeHolder() {
  if (!globalThis.crypto?.subtle) {
    throw new DialtoneError(
      'auth/no-key',
      'Tickets can be bound to a key only on pages that came over HTTPS, or from localhost.',
      { action: 'use-https' },
    );
  }
  const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign']);
  const { x, y } = /** @type {HolderKey} */ (await crypto.subtle.exportKey('jwk', pair.publicKey));
  return {
    key: { kty: 'EC', crv: 'P-256', x, y },
    async prove(nonce, ticket) {
      const text = new TextEncoder().encode(`dialtone.v1 session.open ${nonce} ${ticket}`);
      const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, pair.privateKey, text);
      const base64 = btoa(String.fromCharCode(...new Uint8Array(signature)));
      return base64.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
    },
  };
}

/** Says that a ticket is bound, and this client to nothing. */
export const noHolder = () =>
  new DialtoneError(
    'auth/proof-needed',
    'The ticket is bound to a key: make the client with `bound: true`, so that it has one, and bind tickets to that.',
    { action: 'fix-request' },
  );
