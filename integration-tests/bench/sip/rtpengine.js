/** @file rtpengine in user space, told of calls by its control protocol as a SIP proxy does. */

import { join } from 'node:path';
import { eventually, Hopeless } from '../../harness/eventually.js';
import { freePort } from '../../harness/ports.js';
import { Program } from '../../harness/programs.js';
import { artifacts } from './build.js';
import { NgClient } from './ng.js';
import { audioPort, phoneAnswer, readAnswer } from './sdp.js';

const OF_PHONE = { ICE: 'remove', 'transport-protocol': 'RTP/AVP', 'rtcp-mux': ['demux'] };
const FLAGS = ['trust-address'];
const TO_PCMU = { mask: ['all'], transcode: ['PCMU', 'telephone-event'] };

function options(ngPort, cliPort) {
  return [
    ...['--config-file=none', '--table=-1', '--interface=lab/127.0.0.1', '--num-threads=1'],
    ...[`--listen-ng=127.0.0.1:${ngPort}`, `--listen-cli=127.0.0.1:${cliPort}`],
    ...['--port-min=10000', '--port-max=31999', '--timeout=600', '--silent-timeout=600', '--delete-delay=0'],
    ...['--foreground', '--log-stderr', '--log-level=3', `--pidfile=${join(artifacts, `rtpengine-${ngPort}.pid`)}`],
  ];
}

export class Rtpengine {
  name = 'rtpengine';
  #ng;
  #generation = 0;
  #phonePorts = [];

  constructor(program, ng) {
    this.program = program;
    this.#ng = ng;
  }

  /** @param {{ cpu: string }} how */
  static async start({ cpu }) {
    const ngPort = await freePort();
    const command = ['--cpu-list', cpu, 'rtpengine', ...options(ngPort, await freePort())];
    const program = new Program('rtpengine', 'taskset', command);
    const ng = new NgClient(ngPort);
    const answers = async () => {
      if (program.exitCode !== null) {
        throw new Hopeless(`rtpengine ended (${program.exitCode}):\n${program.output}`);
      }
      return ng.ask({ command: 'ping' });
    };
    await eventually('rtpengine answers', answers);
    return new Rtpengine(program, ng);
  }

  get pid() {
    return this.program.pid;
  }

  async prepare(phonePorts) {
    this.#phonePorts = phonePorts;
    this.#generation++;
  }

  #of(index) {
    return { 'call-id': `bench-${this.#generation}-${index}`, 'from-tag': 'browser' };
  }

  /** Sets a call up. @param {number} index @param {string} offer of the browser @param {string} kind */
  async call(index, offer, kind) {
    const codec = kind === 'transcoded' ? { codec: TO_PCMU } : {};
    const call = this.#of(index);
    const offered = await this.#ng.ask({ command: 'offer', ...call, sdp: offer, ...OF_PHONE, flags: FLAGS, ...codec });
    const sdp = phoneAnswer(this.#phonePorts[index], offered.sdp);
    const answered = await this.#ng.ask({ command: 'answer', ...call, 'to-tag': 'phone', sdp, flags: FLAGS });
    return { ...readAnswer(answered.sdp), phonePort: audioPort(offered.sdp) };
  }

  async hangUp() {
    for (const index of this.#phonePorts.keys()) {
      // A call that was never made is none to delete.
      await this.#ng.ask({ command: 'delete', ...this.#of(index) }).catch(() => {});
    }
    this.#phonePorts = [];
  }

  async stop() {
    this.#ng.close();
    await this.program.stop();
  }
}
