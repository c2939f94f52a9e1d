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

  /** Clicks until what was clicked has come about, as a person does. */
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

  /** Selectors of the others' video elements. */
  async others() {
    const ids = await this.page.$$eval(OTHERS, (tiles) => tiles.map(({ dataset }) => dataset.peer));
    return ids.map((id) => `.tile[data-peer="${CSS_ESCAPE(id)}"] video`);
  }

  /** Sees and hears the only other side. @param {DemoPage} other */
  async perceives(other) {
    const video = `${OTHERS} video`;
    await sees(this.page, video);
    await hears(this.page, video, other.visitor.tone);
  }
}

const CSS_ESCAPE = (text) => text.replace(/["\\]/g, '\\$&');
