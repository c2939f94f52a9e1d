/** @file Certificates for servers on loopback: those that nobody signed but themselves, and one that a browser believes. */

import assert from 'node:assert/strict';
import { createHash, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { home } from './paths.js';
import { run } from './programs.js';

/** Java's tools want one of six characters or more. */
const STORE_PASSWORD = 'not-secret';

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
  await make(['-subj', '/CN=localhost', '-addext', `subjectAltName=${names}`, '-keyout', key, '-out', certificate]);
  return { certificate, key };
}

/** @param {string[]} what of openssl's options says which one */
async function make(what) {
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '30'];
  const { code, output } = await run('openssl', ['req', '-x509', ...kind, ...what]);
  assert.equal(code, 0, output);
}

/** One for localhost in a directory of its own, by an authority of its own, for a server that a browser is to believe. */
export class Certificate {
  #directory;

  /** @param {string} directory */
  constructor(directory) {
    this.#directory = directory;
    this.certificate = join(directory, 'certificate.pem');
    this.key = join(directory, 'key.pem');
    this.authority = join(directory, 'authority.pem');
  }

  static async make() {
    const made = new Certificate(mkdtempSync(join(tmpdir(), 'dialtone-certificate-')));
    const authorityKey = join(made.#directory, 'authority-key.pem');
    await make(['-subj', '/CN=Authority of the tests', '-keyout', authorityKey, '-out', made.authority]);
    const by = ['-CA', made.authority, '-CAkey', authorityKey];
    const extensions = ['subjectAltName=DNS:localhost,IP:127.0.0.1', 'basicConstraints=critical,CA:FALSE'];
    const whose = ['-subj', '/CN=localhost', ...extensions.flatMap((extension) => ['-addext', extension])];
    await make([...by, ...whose, '-keyout', made.key, '-out', made.certificate]);
    return made;
  }

  /** A profile of Firefox that trusts its authority. @returns {Promise<string>} the directory */
  async firefoxProfile() {
    const profile = mkdtempSync(join(this.#directory, 'firefox-'));
    const certutil = async (...args) => {
      const { code, output } = await run('certutil', ['-d', `sql:${profile}`, ...args]);
      assert.equal(code, 0, output);
    };
    await certutil('-N', '--empty-password');
    await certutil('-A', '-n', 'tests', '-t', 'C,,', '-i', this.authority);
    return profile;
  }

  /** A file with certificate and key, for programs that want them in one. */
  get both() {
    const path = join(this.#directory, 'both.pem');
    writeFileSync(path, readFileSync(this.certificate, 'utf8') + readFileSync(this.key, 'utf8'));
    return path;
  }

  /** What makes Java trust its authority, and nobody else. @returns {Promise<string>} options of the virtual machine */
  async javaOptions() {
    const { output } = await run(join(home, '.ci/jdk'), []);
    const store = join(this.#directory, 'trusted.p12');
    const where = ['-keystore', store, '-storepass', STORE_PASSWORD, '-alias', 'tests', '-file', this.authority];
    const { code, output: told } = await run(join(output.trim(), 'bin/keytool'), ['-importcert', '-noprompt', ...where]);
    assert.equal(code, 0, told);
    return `-Djavax.net.ssl.trustStore=${store} -Djavax.net.ssl.trustStorePassword=${STORE_PASSWORD}`;
  }

  /** The authority's certificate, in PEM. */
  get authorityText() {
    return readFileSync(this.authority, 'utf8');
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
