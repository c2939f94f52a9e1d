/** @file What the tests of one file share: a server, visitors, and the order that all of it is ended. */

import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { target } from './paths.js';
import { lacking } from './programs.js';
import { Visitor } from './visitor.js';

/** How much of a program's output is shown with a failure. */
const SHOWN_CHARACTERS = 4_000;

/** @typedef {(context: import('node:test').TestContext) => Promise<void>} Body */

export class Scene {
  #visitors = [];
  #stoppers = [];

  /**
   * @param {string} name for the files it leaves
   * @param {string[]} [needs] programs without which its tests are left out
   * @param {string | false} [why] its tests are left out otherwise
   */
  constructor(name, needs = ['chromium'], why = false) {
    this.name = name;
    /** Why its tests are left out, or false. */
    this.skip = lacking(needs) || why;
    this.programs = [];
    after(() => this.#end());
  }

  /** What is done before the tests. @param {() => Promise<void>} body */
  before(body) {
    before(() => (this.skip ? undefined : body()));
  }

  /**
   * Makes sure that something is stopped in the end, the last first.
   *
   * @template {{ stop(): Promise<unknown>, program?: import('./programs.js').Program }} T
   * @param {T} thing
   * @returns {T}
   */
  owns(thing) {
    this.#stoppers.unshift(() => thing.stop());
    this.programs.push(thing.program ?? thing);
    return thing;
  }

  /** Somebody arrives. @param {string} name @param {Parameters<typeof Visitor.arrive>[1]} options */
  async visitor(name, options) {
    const visitor = await Visitor.arrive(name, options);
    this.#visitors.push(visitor);
    this.#stoppers.unshift(() => visitor.leave());
    return visitor;
  }

  /**
   * A test that also fails when a page said something is wrong, and that leaves pictures of the pages
   * and what the programs printed when it fails.
   *
   * @param {string} name
   * @param {import('node:test').TestOptions | Body} options or the body
   * @param {Body} [body]
   */
  test(name, options, body) {
    if (body === undefined) {
      this.test(name, {}, options);
      return;
    }
    test(name, { skip: this.skip, ...options }, async (context) => {
      try {
        await body(context);
        for (const visitor of this.#visitors) {
          assert.deepEqual(visitor.takeErrors(), [], `errors on ${visitor.name}'s page`);
        }
      } catch (error) {
        await this.#testify(context, name);
        throw error;
      }
    });
  }

  async #testify(context, name) {
    const directory = join(target, 'failures');
    mkdirSync(directory, { recursive: true });
    for (const { name: who, page, console } of this.#visitors) {
      const path = join(directory, `${this.name}-${name}-${who}.png`.replace(/[^\w.-]+/g, '-'));
      await page.screenshot({ path }).then(() => context.diagnostic(`${who}'s page: ${path}`), () => {});
      context.diagnostic(`${who}'s console:\n${console.slice(-30).join('\n')}`);
    }
    for (const program of this.programs.filter(({ output }) => output)) {
      context.diagnostic(`${program.name} printed:\n${program.output.slice(-SHOWN_CHARACTERS)}`);
    }
  }

  async #end() {
    const failed = [];
    // One after the other: what came later uses what came before, as a browser does its certificate.
    for (const stop of this.#stoppers) {
      await stop().catch((error) => failed.push(error));
    }
    if (failed.length > 0) {
      throw new AggregateError(failed, 'not everything could be stopped');
    }
  }
}
