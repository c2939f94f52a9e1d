/** @file baresip, a phone that others wrote: it plays a steady tone, and records what it hears. */

import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, Hopeless } from './eventually.js';
import { freePort } from './ports.js';
import { Program } from './programs.js';

const MODULES = ['/usr/lib/baresip/modules', '/usr/local/lib/baresip/modules'];
const MODULE_NAMES = ['opus', 'g722', 'g711', 'ausine', 'aubridge', 'sndfile', 'srtp', 'uuid'];
const APPLICATIONS = ['menu', 'ctrl_tcp', 'debug_cmd'];
/** Each phone of a test has ports of its own for media. */
const MEDIA_PORTS = 100;
const STARTS = 3;
let firstMediaPort = 20_000;

/** @typedef {{ type: string, class?: string, param?: string, peeruri?: string }} PhoneEvent */

export class Baresip {
  #directory;
  #control;
  #unread = Buffer.alloc(0);

  /** @param {Program} program @param {string} directory @param {import('node:net').Socket} control */
  constructor(program, directory, control, { sipPort, tone }) {
    this.program = program;
    this.#directory = directory;
    this.#control = control.on('data', (data) => this.#received(data));
    this.sipPort = sipPort;
    /** What it plays, in hertz. */
    this.tone = tone;
    /** What it has told so far. @type {PhoneEvent[]} */
    this.events = [];
  }

  /**
   * Starts it, and waits until it takes commands.
   *
   * @param {object} options
   * @param {number} options.tone what it plays, in hertz
   * @param {(sipPort: number) => string[]} options.accounts the lines of its accounts
   * @param {number} [options.sipPort] where it listens, UDP and TCP; TLS is on the next one
   * @param {import('./certificate.js').Certificate} [options.certificate] its own for TLS, and whom it trusts
   */
  static async start({ tone, accounts, sipPort, certificate }) {
    const port = sipPort ?? (await freePort());
    const directory = mkdtempSync(join(tmpdir(), 'dialtone-baresip-'));
    mkdirSync(join(directory, 'heard'));
    writeFileSync(join(directory, 'accounts'), `${accounts(port).join('\n')}\n`);
    writeFileSync(join(directory, 'contacts'), '');
    const { program, control } = await attempts(STARTS, async () => {
      const controlPort = await freePort();
      writeFileSync(join(directory, 'config'), config({ port, controlPort, tone, directory, certificate }));
      return runWith(directory, controlPort);
    });
    return new Baresip(program, directory, control, { sipPort: port, tone });
  }

  /** Gives a command of its menu. @param {string} command @param {string} [params] */
  command(command, params = '') {
    const text = JSON.stringify({ command, params });
    this.#control.write(`${Buffer.byteLength(text)}:${text},`);
  }

  #received(data) {
    this.#unread = Buffer.concat([this.#unread, data]);
    for (;;) {
      const colon = this.#unread.indexOf(':');
      const length = Number(this.#unread.subarray(0, Math.max(0, colon)));
      if (colon < 0 || this.#unread.length < colon + length + 2) {
        return;
      }
      const message = JSON.parse(String(this.#unread.subarray(colon + 1, colon + 1 + length)));
      this.#unread = this.#unread.subarray(colon + length + 2);
      if (message.event) {
        this.events.push(message);
      }
    }
  }

  /** Waits until it has told something since it was last asked. @param {string} type */
  async tells(type) {
    const find = () => this.events.findIndex((event) => event.type === type);
    const index = await eventually(`baresip tells ${type}`, find, { until: (found) => found >= 0 });
    return this.events.splice(0, index + 1).at(-1);
  }

  /** The file in which it records what it hears in its newest call. */
  get hearing() {
    const directory = join(this.#directory, 'heard');
    const newest = readdirSync(directory).filter((name) => name.endsWith('-dec.wav')).sort().at(-1);
    if (!newest) {
      throw new Error('it has recorded nothing yet');
    }
    return join(directory, newest);
  }

  /** Forgets what was recorded and told. */
  forget() {
    const directory = join(this.#directory, 'heard');
    readdirSync(directory).forEach((name) => rmSync(join(directory, name)));
    this.events.length = 0;
  }

  async stop() {
    this.#control.destroy();
    const how = await this.program.stop();
    rmSync(this.#directory, { recursive: true });
    return how;
  }
}

/** Tries so many times, and fails as the last time did. */
async function attempts(count, attempt) {
  for (let left = count - 1; ; left--) {
    try {
      return await attempt();
    } catch (error) {
      if (left === 0) {
        throw error;
      }
    }
  }
}

/** Starts it, and ends it when it does not listen for commands: somebody else may have taken its port meanwhile. */
async function runWith(directory, controlPort) {
  const program = new Program('baresip', 'baresip', ['-s', '-f', directory]);
  try {
    const control = await eventually('baresip takes commands', () => {
      if (program.exitCode !== null) {
        throw new Hopeless(`it ended (${program.exitCode})`);
      }
      return connected(controlPort);
    });
    return { program, control };
  } catch (error) {
    await program.stop();
    throw new Error(`${error.message}\n${program.output}`, { cause: error });
  }
}

/** @returns {Promise<import('node:net').Socket>} */
function connected(port) {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket.off('error', reject).on('error', () => {})));
    socket.once('error', reject);
  });
}

function config({ port, controlPort, tone, directory, certificate }) {
  const media = `${firstMediaPort}-${firstMediaPort + MEDIA_PORTS - 1}`;
  firstMediaPort += MEDIA_PORTS;
  const path = MODULES.find((candidate) => readable(candidate)) ?? MODULES[0];
  const lines = {
    poll_method: 'epoll',
    sip_listen: `127.0.0.1:${port}`,
    ...(certificate && { sip_certificate: certificate.both, sip_cafile: certificate.authority }),
    call_local_timeout: 120,
    call_max_calls: 16,
    statmode_default: 'off',
    audio_player: 'aubridge,nobody',
    audio_source: `ausine,${tone}`,
    audio_alert: 'aubridge,nobody',
    ausrc_srate: 48_000,
    auplay_srate: 48_000,
    ausrc_channels: 2, // all that ausine can do
    auplay_channels: 1,
    audio_buffer: '20-160',
    rtp_ports: media,
    rtcp_mux: 'no',
    net_interface: '127.0.0.1',
    ctrl_tcp_listen: `127.0.0.1:${controlPort}`,
    snd_path: join(directory, 'heard'),
    module_path: path,
  };
  return [
    ...Object.entries(lines).map(([key, value]) => `${key} ${value}`),
    ...MODULE_NAMES.map((name) => `module ${name}.so`),
    'module_tmp account.so',
    ...APPLICATIONS.map((name) => `module_app ${name}.so`),
    '',
  ].join('\n');
}

function readable(directory) {
  try {
    return readdirSync(directory).length > 0;
  } catch {
    return false;
  }
}
