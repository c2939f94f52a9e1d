/** @file Somebody with a browser of their own. */

import { launchBrowser } from './browsers.js';
import { rememberConnections } from './senses.js';

/** Somebody with a browser, one page in it, and a tone that their microphone hears. */
export class Visitor {
  #browser;
  #expected = [];

  constructor(name, tone, browser, page) {
    this.name = name;
    this.tone = tone;
    this.page = page;
    this.#browser = browser;
    /** What the page's console said, for when a test fails. */
    this.console = [];
    /** Errors that nobody expected. */
    this.errors = [];
    page.on('console', (message) => {
      this.console.push(`${message.type()}: ${message.text()}`);
      if (message.type() === 'error') {
        this.#wrong(`${message.text()} (${message.location()?.url ?? ''})`);
      }
    });
    page.on('pageerror', (error) => this.#wrong(String(error?.stack ?? error)));
  }

  /**
   * @param {string} name
   * @param {{ tone: number, browser?: 'chromium' | 'firefox' } & Parameters<typeof launchBrowser>[2]} options
   */
  static async arrive(name, { tone, browser: kind = 'chromium', ...options }) {
    const browser = await launchBrowser(kind, tone, options);
    const [page] = await browser.pages();
    await page.evaluateOnNewDocument(rememberConnections);
    return new Visitor(name, tone, browser, page);
  }

  /** From now on an error like this is part of the test. @param {RegExp} pattern */
  expectError(pattern) {
    this.#expected.push(pattern);
  }

  /** Errors since the last time. */
  takeErrors() {
    return this.errors.splice(0);
  }

  /** Opens an address anew, even when only its fragment differs from the last one. @param {string | URL} url */
  async open(url) {
    await this.page.goto('about:blank');
    await this.page.goto(String(url));
  }

  async leave() {
    await this.#browser.close();
  }

  #wrong(error) {
    if (!this.#expected.some((pattern) => pattern.test(error))) {
      this.errors.push(error);
    }
  }
}
