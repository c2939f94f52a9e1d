/** @file A certificate that nobody signed but itself, for a server on loopback. */

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { run } from './programs.js';

/**
 * Makes a certificate for localhost and its key, with openssl.
 *
 * @param {string} directory where both files go
 * @returns {Promise<{ certificate: string, key: string }>} the files
 */
export async function selfSigned(directory) {
  const certificate = join(directory, 'certificate.pem');
  const key = join(directory, 'key.pem');
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const whose = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1'];
  const { code, output } = await run('openssl', ['req', '-x509', ...kind, ...whose, '-keyout', key, '-out', certificate]);
  assert.equal(code, 0, output);
  return { certificate, key };
}
