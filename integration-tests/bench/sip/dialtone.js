/** @file Dialtone, called as browsers call it: by its signaling, and by SIP to phones of ours. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { home } from '../../harness/paths.js';
import { Program } from '../../harness/programs.js';
import { environment } from '../common/programs.js';
import { artifacts } from './build.js';
import { Caller } from './caller.js';
import { numberOf, Phones } from './phones.js';
import { readAnswer } from './sdp.js';

const START_MS = 300_000;

/** Sessions that are opened at once. */
const AT_ONCE = 16;

/** What the policy would refuse as unusual: more calls at once, and in a minute, than a page has. */
const CEILINGS = [
  'calls-per-origin',
  'calls-per-trunk',
  'calls-per-minute-per-origin',
  'calls-per-minute-per-trunk',
].map((ceiling) => `    ${ceiling}: 100000`);
const NO_BREAKER = ['    breaker:', '      origin: {calls: 0, minutes: 0}', '      country: {calls: 0, minutes: 0}'];

/** Everything at free ports of loopback, and one trunk that takes all numbers. */
function configuration(phonesPort) {
  const file = join(artifacts, 'dialtone.yaml');
  const trunk = ['  trunks:', '    phones:', `      host: 127.0.0.1:${phonesPort}`, '      transport: udp'];
  const lines = ['sip:', '  policy:', ...CEILINGS, ...NO_BREAKER, ...trunk];
  writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
}

export class Dialtone {
  name = 'ours';
  #phones;
  #url;
  /** @type {Caller[]} */
  #callers = [];
  /** @type {Map<number, (port: number) => void>} what waits for a phone to be called */
  #called = new Map();

  constructor(program, phones, url) {
    this.program = program;
    this.#phones = phones;
    this.#url = url;
  }

  /** @param {{ cpu: string, extra: string[] }} how */
  static async start({ cpu, extra }) {
    const phones = await Phones.open();
    const free = ['--port', '0', '--admin-port', '0', '--turn-port', '0'];
    const command = ['--cpu-list', cpu, join(home, 'run'), ...free, '--config', configuration(phones.port), ...extra];
    const program = new Program('Dialtone', 'taskset', command, { env: environment() });
    const [, url] = await program.prints(/Demo\s+(https?:\S+)/, { within: START_MS });
    return new Dialtone(program, phones, url);
  }

  get pid() {
    return this.program.pid;
  }

  /** Opens a session for each caller. @param {number[]} phonePorts one for each call */
  async prepare(phonePorts) {
    this.#phones.expect(phonePorts, (index, port) => this.#called.get(index)?.(port));
    for (let from = 0; from < phonePorts.length; from += AT_ONCE) {
      const indexes = [...phonePorts.keys()].slice(from, from + AT_ONCE);
      this.#callers.push(...(await Promise.all(indexes.map((index) => this.#session(index)))));
    }
  }

  async #session(index) {
    const body = JSON.stringify({ user: `caller-${index}` });
    const answer = await fetch(new URL('/v1/dev/ticket', this.#url), { method: 'POST', body });
    if (!answer.ok) {
      throw new Error(`no ticket: ${answer.status} ${await answer.text()}`);
    }
    const { ticket } = await answer.json();
    return Caller.open(new URL('/v1/ws', this.#url.replace('http', 'ws')).href, ticket);
  }

  /** Sets a call up. @param {number} index @param {string} offer of the browser */
  async call(index, offer) {
    const called = new Promise((resolve) => this.#called.set(index, resolve));
    const answer = await this.#callers[index].dial(numberOf(index), offer);
    return { ...readAnswer(answer), phonePort: await called };
  }

  async hangUp() {
    await Promise.all(this.#callers.map((caller) => caller.close()));
    this.#callers = [];
    this.#called.clear();
  }

  async stop() {
    await this.program.stop();
    this.#phones.close();
  }
}
