/** @file Reads metrics in the text format of Prometheus. */

const SAMPLE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)/;
const LABEL = /(\w+)="((?:[^"\\]|\\.)*)"/g;

/** What a server measured at one moment. */
export class Metrics {
  #samples;

  /** @param {string} text */
  constructor(text) {
    this.#samples = text.split('\n').flatMap((line) => {
      const found = SAMPLE.exec(line);
      if (!found) {
        return [];
      }
      const [, name, labels = '', value] = found;
      return [{ name, labels: Object.fromEntries([...labels.matchAll(LABEL)].map(([, k, v]) => [k, v])), value: Number(value) }];
    });
  }

  /** @param {string} adminUrl */
  static async of(adminUrl) {
    const answer = await fetch(new URL('/metrics', adminUrl));
    if (!answer.ok) {
      throw new Error(`${answer.url} answered ${answer.status}`);
    }
    return new Metrics(await answer.text());
  }

  /**
   * The sum of all samples of a name that have these labels.
   *
   * @param {string} name
   * @param {Record<string, string>} [labels]
   */
  sum(name, labels = {}) {
    const wanted = Object.entries(labels);
    return this.#samples
      .filter((sample) => sample.name === name && wanted.every(([key, value]) => sample.labels[key] === value))
      .reduce((sum, { value }) => sum + value, 0);
  }
}
