/** @file The document with the results of all benchmarks. */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { home } from '../../harness/paths.js';

const DOCUMENT = join(home, 'docs', 'benchmarks.md');

/**
 * Puts a result between the markers of its benchmark.
 *
 * @param {string} benchmark such as turn
 * @param {string} text
 * @returns {string} the document's path
 */
export function writeIntoDocument(benchmark, text) {
  const beginning = `<!-- ${benchmark}-bench: begin, written by integration-tests/bench/${benchmark}/run --write -->`;
  const document = readFileSync(DOCUMENT, 'utf8');
  const begin = document.indexOf(beginning);
  const end = document.indexOf(`<!-- ${benchmark}-bench: end -->`);
  if (begin < 0 || end < begin) {
    throw new Error(`docs/benchmarks.md has lost the markers between which the result of ${benchmark} goes`);
  }
  const before = document.slice(0, begin + beginning.length);
  writeFileSync(DOCUMENT, `${before}\n\n${text}\n\n${document.slice(end)}`);
  return DOCUMENT;
}
