/** @file linphonec, a phone with a SIP and a media stack of its own: it plays a steady tone, and records what it hears. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from './eventually.js';
import { freePort } from './ports.js';
import { Program } from './programs.js';
import { toneFile } from './tone.js';

const MEDIA_PORT = 22_000;
/** Of its files, and so of the codecs that it may speak: it tells the rate of a file only when it closes it. */
const RATE = 8000;
const TONE_SECONDS = 120;
const HUNG_UP_MS = 20_000;

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

  /**
   * Starts it; it takes all calls.
   *
   * @param {object} options
   * @param {number} options.tone what it plays, in hertz
   * @param {number} [options.sipPort] where it listens
   * @param {import('./certificate.js').Certificate} [options.trusted] by whom servers must be vouched for; with one it
   *     speaks only over TLS, and encrypts its media
   */
  static async start({ tone, sipPort, trusted }) {
    const port = sipPort ?? (await freePort());
    const directory = mkdtempSync(join(tmpdir(), 'dialtone-linphone-'));
    mkdirSync(join(directory, '.local/share/linphone'), { recursive: true });
    mkdirSync(join(directory, '.config/linphone'), { recursive: true });
    const file = join(directory, 'linphonerc');
    writeFileSync(file, config(port, trusted));
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

  /** Waits until it has no call. */
  async tellsNoCall() {
    await eventually(
      'linphonec has no call',
      async () => {
        const before = this.program.output.length;
        this.command('calls');
        await eventually('linphonec answers', () => this.program.output.slice(before), {
          until: (answer) => /linphonec>/.test(answer),
        });
        return this.program.output.slice(before);
      },
      { until: (answer) => /No active call/i.test(answer), within: HUNG_UP_MS },
    );
  }

  async stop() {
    this.command('quit');
    const how = await this.program.stop();
    rmSync(this.#directory, { recursive: true });
    return how;
  }
}

/** It would look for a network, find loopback to be none, and drop its calls. */
const config = (port, trusted) => `[sip]
sip_port=${trusted ? 0 : port}
sip_tcp_port=${trusted ? 0 : port}
sip_tls_port=${trusted ? -2 : -1}
${trusted ? `root_ca=${trusted.authority}\nverify_server_certs=1\nverify_server_cn=1` : ''}
guess_hostname=0
auto_net_state_mon=0
inc_timeout=30
default_proxy=-1
media_encryption=${trusted ? 'srtp\nmedia_encryption_mandatory=1' : 'none'}
[net]
mtu=1300
[rtp]
audio_rtp_port=${MEDIA_PORT}
[sound]
playback_dev_id=
[audio_codec_0]
mime=opus
rate=48000
channels=2
enabled=0
[video]
enabled=0
display=0
capture=0
[misc]
uuid=00000000-0000-0000-0000-000000000001
`;
