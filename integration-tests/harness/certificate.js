/** @file Certificates that nobody signed but themselves, for servers on loopback. */

import assert from 'node:assert/strict';
import { createHash, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './programs.js';

/**
 * Makes a certificate and its key, with openssl.
 *
 * @param {string} directory where both files go
 * @param {string} names whom it is for, as openssl writes them
 * @returns {Promise<{ certificate: string, key: string }>} the files
 */
export async function selfSigned(directory, names = 'DNS:localhost,IP:127.0.0.1,IP:::1') {
  const certificate = join(directory, 'certificate.pem');
  const key = join(directory, 'key.pem');
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '30'];
  const whose = ['-subj', '/CN=localhost', '-addext', `subjectAltName=${names}`];
  const { code, output } = await run('openssl', ['req', '-x509', ...kind, ...whose, '-keyout', key, '-out', certificate]);
  assert.equal(code, 0, output);
  return { certificate, key };
}

/** One for 127.0.0.1 in a directory of its own, for a server that a browser is to believe. */
export class Certificate {
  #directory;

  /** @param {string} directory @param {{ certificate: string, key: string }} files */
  constructor(directory, { certificate, key }) {
    this.#directory = directory;
    this.certificate = certificate;
    this.key = key;
  }

  static async make() {
    const directory = mkdtempSync(join(tmpdir(), 'dialtone-certificate-'));
    return new Certificate(directory, await selfSigned(directory, 'IP:127.0.0.1'));
  }

  /** What Chromium knows its key by: the hash of it, in base64. */
  get keyHash() {
    const { publicKey } = new X509Certificate(readFileSync(this.certificate));
    return createHash('sha256').update(publicKey.export({ type: 'spki', format: 'der' })).digest('base64');
  }

  async stop() {
    rmSync(this.#directory, { recursive: true });
  }
}
