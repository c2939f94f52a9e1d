/** @file Packets that get lost on their way, on this machine's network: only ever in a namespace of its own. */

import assert from 'node:assert/strict';
import { run } from './programs.js';

const TABLE = 'inet dialtone_tests';

export class Loss {
  /**
   * From now on a part of all UDP packets is lost.
   *
   * @param {number} percent
   * @param {number[]} [spared] ports that get all that is sent to them
   */
  static async of(percent, spared = []) {
    assert.equal(process.env.NETNS, 'inside', 'packets are only lost in a namespace: integration-tests/netns');
    const but = spared.length > 0 ? `udp dport != { ${spared.join(', ')} }` : 'meta l4proto udp';
    await nft(`
      table ${TABLE} {
        counter lost { }
        chain arriving {
          type filter hook input priority 0;
          ${but} numgen random mod 100 < ${percent} counter name lost drop
        }
      }`);
    return new Loss();
  }

  /** How many were lost so far. */
  async lost() {
    const { output } = await run('nft', ['list', 'counter', ...TABLE.split(' '), 'lost']);
    return Number(/packets (\d+)/.exec(output)?.[1]);
  }

  async stop() {
    await nft(`delete table ${TABLE}`);
  }
}

async function nft(commands) {
  const { code, output } = await run('nft', [commands]);
  assert.equal(code, 0, output);
}
