/** @file The demo page as a person uses it; index.html lists the ids. */

import { eventually } from './eventually.js';
import { hears, sees } from './senses.js';

const OTHERS = '.tile[data-self=false]';

export class DemoPage {
  /** @param {import('./visitor.js').Visitor} visitor @param {string} url of the server */
  constructor(visitor, url) {
    this.visitor = visitor;
    this.page = visitor.page;
    this.#url = url;
  }

  #url;

  /** Opens the page under the visitor's name. @param {Record<string, string>} [query] @param {string} [fragment] */
  async open(query = {}, fragment = '') {
    const url = new URL(this.#url);
    url.search = String(new URLSearchParams({ as: this.visitor.name, ...query }));
    url.hash = fragment;
    await this.visitor.open(url);
  }

  /** Opens it and waits until calls reach it. */
  async connect(query) {
    await this.open(query);
    await this.shows('#signaling[data-state=connected]');
  }

  async call(name, kind = 'video') {
    await this.fill('#callee', name);
    await this.click(`#call-${kind}`);
  }

  async answer(kind = 'video') {
    await this.shows('#incoming:not([hidden])');
    await this.click(`#answer-${kind}`);
  }

  /** Waits until the call is connected. */
  inCall() {
    return this.shows('#call[data-state=connected]');
  }

  async join(room) {
    await this.fill('#room', room);
    await this.click('#join');
    await this.shows('#call[data-kind=room][data-state=joined]');
  }

  async hangUp() {
    await this.click('#hangup');
  }

  /** Writes to the others. */
  async say(text) {
    if (await this.page.$('#chat[hidden]')) {
      await this.click('#chat-toggle');
    }
    await this.fill('#chat-text', text);
    await this.click('#chat-send');
  }

  /** Waits until somebody has written this. */
  reads(text) {
    return eventually(
      `${this.visitor.name} reads "${text}"`,
      () => this.page.$$eval('.message[data-mine=false]', (found) => found.map(({ textContent }) => textContent)),
      { until: (messages) => messages.some((message) => message.endsWith(text)) },
    );
  }

  /** Clicks an element once it is there. */
  async click(selector) {
    await this.page.waitForSelector(selector, { visible: true });
    await this.page.click(selector);
  }

  async fill(selector, text) {
    await this.page.waitForSelector(selector, { visible: true });
    await this.page.$eval(selector, (field) => (field.value = ''));
    await this.page.type(selector, text);
  }

  /** Waits until an element is there. */
  shows(selector, within) {
    return eventually(`${this.visitor.name} sees ${selector}`, () => this.page.$(selector), { within });
  }

  /** From now on keeps what the page tells those who do not see it. */
  async announcements() {
    await this.page.$eval('#announcer', (announcer) => {
      const texts = (window.announcedOnThisPage = []);
      new MutationObserver(() => texts.push(announcer.textContent)).observe(announcer, {
        childList: true,
        characterData: true,
        subtree: true,
      });
    });
    return {
      /** Waits until the page has told this. @param {RegExp} pattern */
      include: (pattern) =>
        eventually(
          `${this.visitor.name}'s page tells ${pattern}`,
          () => this.page.evaluate(() => window.announcedOnThisPage),
          { until: (texts) => texts.some((text) => pattern.test(text)) },
        ),
    };
  }

  /** Waits until the text of an element fits. @param {string} selector @param {RegExp} pattern */
  says(selector, pattern) {
    return eventually(`${selector} of ${this.visitor.name} says ${pattern}`, () => this.text(selector), {
      until: (text) => pattern.test(text),
    });
  }

  text(selector) {
    return this.page.$$eval(selector, (found) => found.map(({ innerText }) => innerText).join('\n'));
  }

  /** Waits until this many others are there. */
  meets(count) {
    return eventually(`${this.visitor.name} meets ${count} others`, async () => (await this.page.$$(OTHERS)).length, {
      until: (found) => found === count,
    });
  }

  /** The selector of somebody's video element. @param {DemoPage} other */
  videoOf(other) {
    return `${OTHERS}[aria-label^="${other.visitor.name}"] video`;
  }

  /** Sees and hears somebody. @param {DemoPage} other */
  async perceives(other) {
    await sees(this.page, this.videoOf(other));
    await hears(this.page, this.videoOf(other), other.visitor.tone);
  }
}

/**
 * A fresh call, which both have taken.
 *
 * @param {DemoPage} caller
 * @param {DemoPage} callee
 * @param {{ kind?: 'audio' | 'video', query?: Record<string, string> }} [options]
 */
export async function talk(caller, callee, { kind = 'video', query = {} } = {}) {
  await Promise.all([caller.connect(query), callee.connect(query)]);
  await caller.call(callee.visitor.name, kind);
  await callee.answer(kind);
  await Promise.all([caller.inCall(), callee.inCall()]);
}

/** Both see and hear each other. @param {DemoPage} one @param {DemoPage} other */
export async function seeAndHearEachOther(one, other) {
  await one.perceives(other);
  await other.perceives(one);
}
