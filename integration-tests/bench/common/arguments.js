/** @file What benchmarks are asked for on the command line. */

import { parseArgs } from 'node:util';

/** Says what is wrong with what was asked for. */
export class Refusal extends Error {}

export const text = (value) => ({ type: 'string', default: value });
export const flag = { type: 'boolean', default: false };

/** @param {string[]} args @param {object} options as parseArgs has them; what follows `--` is positionals */
export function parse(args, options) {
  try {
    return parseArgs({ args, allowPositionals: true, options });
  } catch (error) {
    throw new Refusal(error.message);
  }
}

export function positive(name, value) {
  const number = Number(value);
  if (!(number > 0)) {
    throw new Refusal(`--${name} is a number above 0, not '${value}'`);
  }
  return number;
}

/** Those of a list that were named, in the list's order. */
export function chosen(name, value, known) {
  const names = value.split(',');
  const unknown = names.find((each) => !known.includes(each));
  if (unknown !== undefined) {
    throw new Refusal(`--${name}: there is no '${unknown}' (there are ${known.join(', ')})`);
  }
  return known.filter((each) => names.includes(each));
}

/** The server's processor and the generator's. @param {string} value such as 0,1 */
export function processors(value) {
  const [serverCpu, generatorCpu] = value.split(',');
  if (!/^\d+,\d+$/.test(value) || serverCpu === generatorCpu) {
    throw new Refusal(`--cpus is two different processors such as 0,1, not '${value}'`);
  }
  return { serverCpu, generatorCpu };
}
