/** @file Reads metrics in the text format of Prometheus. */

const SAMPLE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)/;
const LABEL = /(\w+)="((?:[^"\\]|\\.)*)"/g;

/** @param {string} text such as `side="peer",kind="channel"` */
function labelsOf(text) {
  return Object.fromEntries([...text.matchAll(LABEL)].map(([, name, value]) => [name, value]));
}

/** What a server measured at one moment. */
export class Metrics {
  #samples;

  /** @param {string} text */
  constructor(text) {
    this.#samples = text
      .split('\n')
      .map((line) => SAMPLE.exec(line))
      .filter((found) => found !== null)
      .map(([, name, labels = '', value]) => ({ name, labels: labelsOf(labels), value: Number(value) }));
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
