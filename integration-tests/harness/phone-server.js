/** @file Dialtone with trunks: a configuration of its own, and SIP on a port that the trunks know. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Dialtone } from './dialtone.js';
import { freePort } from './ports.js';

/** What the tests of phones dial for one user of the demo. */
export const NUMBER_OF_ALICE = '+4930123456';

/** A process with trunks. */
export class PhoneServer {
  #directory;

  /** @param {Dialtone} dialtone @param {number} sipPort @param {string} directory */
  constructor(dialtone, sipPort, directory) {
    this.#directory = directory;
    this.dialtone = dialtone;
    this.program = dialtone.program;
    this.url = dialtone.url;
    /** Of its SIP on 127.0.0.1, UDP and TCP. */
    this.sipPort = sipPort;
  }

  /**
   * @param {Record<string, object>} trunks as `sip.trunks`
   * @param {object} [options]
   * @param {object} [options.sip] more of the section `sip`
   * @param {object} [options.signaling] the section `signaling`
   * @param {number} [options.sipPort] where it listens; without one, anywhere
   * @param {Record<string, string>} [options.env]
   */
  static async start(trunks, { sip = {}, signaling = {}, sipPort, env } = {}) {
    const port = sipPort ?? (await freePort());
    const directory = mkdtempSync(join(tmpdir(), 'dialtone-phones-'));
    const config = join(directory, 'dialtone.yaml');
    const records = { url: 'jdbc:sqlite::memory:' };
    const section = { listen: `127.0.0.1:${port}`, trunks, records, ...sip };
    writeFileSync(config, JSON.stringify({ signaling, sip: section })); // which is YAML as well
    return new PhoneServer(await Dialtone.start(['--config', config], env), port, directory);
  }

  metrics() {
    return this.dialtone.metrics();
  }

  /** The records of calls that are over, the newest first. */
  async records() {
    const answer = await fetch(new URL('/calls', this.dialtone.adminUrl));
    return (await answer.json()).calls;
  }

  async stop() {
    const how = await this.dialtone.stop();
    rmSync(this.#directory, { recursive: true });
    return how;
  }
}
