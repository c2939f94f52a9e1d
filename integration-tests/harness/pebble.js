/** @file Pebble, the authority that Let's Encrypt's makers wrote for tests, with a name server in which every name is this machine. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from './eventually.js';
import { freePort } from './ports.js';
import { Program } from './programs.js';

/** What an account outside ACME is known by, where one is wanted. */
export const EXTERNAL = { keyId: 'kid-1', macKey: 'zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W' };

/** Begins without its pauses; and it gives up a name that was proven at once, so that each order proves it anew. */
const HURRY = { PEBBLE_VA_NOSLEEP: '1', PEBBLE_AUTHZREUSE: '0' };

export class Pebble {
  #directory = mkdtempSync(join(tmpdir(), 'dialtone-pebble-'));
  #certificate;
  #config;
  #programs = [];

  /** @param {import('./certificate.js').Certificate} certificate that it shows itself @param {object} config */
  constructor(certificate, config) {
    this.#certificate = certificate;
    this.#config = config;
    /** Where ACME begins. */
    this.url = `https://${config.listenAddress}/dir`;
    /** Who signed the certificate that it shows itself. */
    this.ca = certificate.authority;
  }

  /**
   * One that is still to be started.
   *
   * @param {import('./certificate.js').Certificate} certificate
   * @param {{ asksPort: number, validSeconds?: number, external?: boolean }} options where it looks whether names are
   *   theirs who say so; external: it wants an account outside ACME
   */
  static async make(certificate, { asksPort, validSeconds, external = false }) {
    return new Pebble(certificate, {
      listenAddress: `127.0.0.1:${await freePort()}`,
      managementListenAddress: `127.0.0.1:${await freePort()}`,
      certificate: certificate.certificate,
      privateKey: certificate.key,
      httpPort: await freePort(),
      tlsPort: asksPort,
      ...(validSeconds ? { certificateValidityPeriod: validSeconds } : {}),
      externalAccountBindingRequired: external,
      externalAccountMACKeys: external ? { [EXTERNAL.keyId]: EXTERNAL.macKey } : {},
    });
  }

  async start() {
    const dns = `127.0.0.1:${await freePort()}`;
    const management = `127.0.0.1:${await freePort()}`;
    const nothing = ['-http01', '', '-https01', '', '-tlsalpn01', ''];
    const names = ['-dns01', dns, '-management', management, '-defaultIPv6', '', ...nothing];
    const file = join(this.#directory, 'pebble.json');
    writeFileSync(file, JSON.stringify({ pebble: this.#config }));
    const env = { ...process.env, ...HURRY };
    this.#programs = [
      new Program('pebble-challtestsrv', 'pebble-challtestsrv', names),
      new Program('pebble', 'pebble', ['-config', file, '-dnsserver', dns], { env }),
    ];
    this.program = this.#programs[1];
    await eventually('Pebble answers', () => this.#get(this.url));
    /** What it signs with, since this start. */
    this.root = await this.#get(`https://${this.#config.managementListenAddress}/roots/0`);
    return this;
  }

  #get(url) {
    return new Promise((resolve, reject) => {
      const asked = request(url, { ca: this.#certificate.authorityText }, (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (part) => (text += part));
        answer.on('end', () => (answer.statusCode === 200 ? resolve(text) : reject(new Error(text))));
      });
      asked.on('error', reject).end();
    });
  }

  /** It goes away, and forgets everything. */
  async end() {
    await Promise.all(this.#programs.map((program) => program.stop()));
    this.#programs = [];
  }

  async stop() {
    await this.end();
    rmSync(this.#directory, { recursive: true });
  }
}
