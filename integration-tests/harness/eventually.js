/** @file Waiting for what comes about by itself. */

import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';

const POLL_MS = 100;

/** Says that what is waited for cannot come about any more. */
export class Hopeless extends Error {}

/**
 * Asks again and again until the answer is right, and fails with the last answer when that takes too
 * long. What the probe throws counts as an answer that is not right, unless it is {@link Hopeless}.
 *
 * @template T
 * @param {string} what should come about, for the failure's message
 * @param {() => T | Promise<T>} probe
 * @param {{ until?: (answer: T) => boolean, within?: number }} [options]
 * @returns {Promise<T>} the right answer
 */
export async function eventually(what, probe, { until = Boolean, within = 20_000 } = {}) {
  const deadline = Date.now() + within;
  for (;;) {
    let answer;
    let error;
    try {
      answer = await probe();
      if (until(answer)) {
        return answer;
      }
    } catch (thrown) {
      if (thrown instanceof Hopeless) {
        throw thrown;
      }
      error = thrown;
    }
    if (Date.now() > deadline) {
      const last = error ? error.message : JSON.stringify(answer);
      assert.fail(`${what}: not within ${within / 1000} s. The last answer: ${last}`);
    }
    await pause(POLL_MS);
  }
}
