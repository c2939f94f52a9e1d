/** @file A browser's device that goes from one network to another: a namespace with two ways out, one at a time. */

import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram, Program, run } from './programs.js';

/** By name: the interface here, the one of the device, and the first three numbers of their addresses. */
const NETWORKS = {
  wifi: { here: 'to-wifi', there: 'wifi', prefix: '10.77.1' },
  cell: { here: 'to-cell', there: 'cell', prefix: '10.77.2' },
};

/** Where this machine is found from both networks. */
export const REACHABLE = '10.77.0.1';

/**
 * Why tests that change networks are left out: false where they can run. They never touch the networks of a
 * machine, only those of a namespace.
 */
export function withoutNetworks() {
  if (process.env.NETNS === 'inside' || process.env.CI === 'true') {
    return false;
  }
  return 'not in a network namespace (integration-tests/netns)';
}

export class Networks {
  #directory = mkdtempSync(join(tmpdir(), 'dialtone-networks-'));
  #current = 'wifi';

  /** @param {Program} program that keeps the namespace */
  constructor(program) {
    this.program = program;
  }

  /** A device that is in the wifi. */
  static async open() {
    assert.equal(process.env.NETNS, 'inside', 'networks are only changed in a namespace: integration-tests/netns');
    const program = new Program('the device', 'unshare', ['--net', 'sh', '-c', 'ip link set lo up; echo is there; exec sleep infinity']);
    const networks = new Networks(program);
    await program.prints(/is there/);
    await ip('address', 'add', `${REACHABLE}/32`, 'dev', 'lo');
    for (const { here, there, prefix } of Object.values(NETWORKS)) {
      await ip('link', 'add', here, 'type', 'veth', 'peer', 'name', there, 'netns', String(program.pid));
      await ip('address', 'add', `${prefix}.1/24`, 'dev', here);
      await ip('link', 'set', here, 'up');
    }
    await networks.#enter('wifi');
    return networks;
  }

  /** A file that starts a program on the device. @param {string} program */
  starting(program) {
    const path = join(this.#directory, program);
    writeFileSync(path, `#!/bin/sh\nexec nsenter --net=/proc/${this.program.pid}/ns/net ${findProgram(program)} "$@"\n`);
    chmodSync(path, 0o755);
    return path;
  }

  /** The device loses its network with its address, and finds the other one. */
  async change() {
    const { there, prefix } = NETWORKS[this.#current];
    await this.#inside('address', 'del', `${prefix}.2/24`, 'dev', there);
    await this.#inside('link', 'set', there, 'down');
    await this.#enter(this.#current === 'wifi' ? 'cell' : 'wifi');
  }

  async #enter(name) {
    const { there, prefix } = NETWORKS[name];
    await this.#inside('address', 'add', `${prefix}.2/24`, 'dev', there);
    await this.#inside('link', 'set', there, 'up');
    await this.#inside('route', 'replace', 'default', 'via', `${prefix}.1`);
    this.#current = name;
  }

  #inside(...args) {
    return command('nsenter', [`--net=/proc/${this.program.pid}/ns/net`, 'ip', ...args]);
  }

  async stop() {
    this.program.kill();
    await this.program.exited;
    for (const { here } of Object.values(NETWORKS)) {
      await ip('link', 'del', here).catch(() => {}); // it goes with the namespace, sooner or later
    }
    await ip('address', 'del', `${REACHABLE}/32`, 'dev', 'lo');
    rmSync(this.#directory, { recursive: true });
  }
}

const ip = (...args) => command('ip', args);

async function command(program, args) {
  const { code, output } = await run(program, args);
  assert.equal(code, 0, `${program} ${args.join(' ')}: ${output}`);
}
