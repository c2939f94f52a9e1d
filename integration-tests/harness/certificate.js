/** @file A certificate that no browser knows of, for a server of a test. */

import { createHash, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './programs.js';

/** Files with a certificate for 127.0.0.1 and its key. */
export class Certificate {
  #directory = mkdtempSync(join(tmpdir(), 'dialtone-certificate-'));
  certificate = join(this.#directory, 'certificate.pem');
  key = join(this.#directory, 'key.pem');

  /** Has it made by openssl. */
  static async make() {
    const made = new Certificate();
    const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '30'];
    const names = ['-subj', '/CN=Dialtone', '-addext', 'subjectAltName=IP:127.0.0.1'];
    const { code, output } = await run('openssl', [
      'req', ...kind, ...names, '-keyout', made.key, '-out', made.certificate,
    ]);
    if (code !== 0) {
      throw new Error(`openssl made no certificate:\n${output}`);
    }
    return made;
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
