/** @file linphonec, a phone with a SIP and a media stack of its own: it plays a steady tone, and records what it hears. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './ports.js';
import { Program } from './programs.js';
import { toneFile } from './tone.js';

const MEDIA_PORT = 22_000;
/** All that its files can have. */
const RATE = 8000;
const TONE_SECONDS = 120;

export class Linphone {
  #directory;

  /** @param {Program} program @param {string} directory @param {number} sipPort */
  constructor(program, directory, sipPort) {
    this.program = program;
    this.#directory = directory;
    /** Where it listens, UDP and TCP. */
    this.sipPort = sipPort;
    /** The file in which it records what it hears. */
    this.hearing = join(directory, 'heard.wav');
  }

  /** Starts it; it takes all calls. @param {{ tone: number, sipPort?: number }} options */
  static async start({ tone, sipPort }) {
    const port = sipPort ?? (await freePort());
    const directory = mkdtempSync(join(tmpdir(), 'dialtone-linphone-'));
    mkdirSync(join(directory, '.local/share/linphone'), { recursive: true });
    mkdirSync(join(directory, '.config/linphone'), { recursive: true });
    const file = join(directory, 'linphonerc');
    writeFileSync(file, config(port));
    const env = { ...process.env, HOME: directory };
    const args = ['-c', file, '-a', '-d', '1', '-l', join(directory, 'log')];
    const program = new Program('linphonec', 'linphonec', args, { stdio: ['pipe', 'pipe', 'pipe'], env });
    const phone = new Linphone(program, directory, port);
    await program.prints(/linphonec>/);
    phone.command('soundcard use files');
    phone.command(`play ${toneFile(tone, { rate: RATE, seconds: TONE_SECONDS })}`);
    phone.command(`record ${phone.hearing}`);
    return phone;
  }

  /** Types a command. @param {string} text */
  command(text) {
    this.program.write(`${text}\n`);
  }

  async stop() {
    this.command('quit');
    const how = await this.program.stop();
    rmSync(this.#directory, { recursive: true });
    return how;
  }
}

const config = (port) => `[sip]
sip_port=${port}
sip_tcp_port=${port}
sip_tls_port=-1
guess_hostname=0
inc_timeout=30
default_proxy=-1
media_encryption=none
[net]
mtu=1300
[rtp]
audio_rtp_port=${MEDIA_PORT}
[sound]
playback_dev_id=
[video]
enabled=0
display=0
capture=0
[misc]
uuid=00000000-0000-0000-0000-000000000001
`;
