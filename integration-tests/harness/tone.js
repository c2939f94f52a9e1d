/** @file Sounds that browsers take for what a microphone hears. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { target } from './paths.js';

/**
 * A WAV file of a steady tone, which a fake microphone plays over and over.
 *
 * @param {number} hertz a whole number, so that the end fits the beginning
 * @param {{ rate?: number, seconds?: number }} [options] samples a second, and the length
 * @returns {string} its path
 */
export function toneFile(hertz, { rate = 48_000, seconds = 1 } = {}) {
  const directory = join(target, 'tones');
  const path = join(directory, `${hertz}-${rate}-${seconds}.wav`);
  const samples = Buffer.alloc(rate * seconds * 2);
  for (let i = 0; i < rate * seconds; i++) {
    samples.writeInt16LE(Math.round(16_000 * Math.sin((2 * Math.PI * hertz * i) / rate)), i * 2);
  }
  mkdirSync(directory, { recursive: true });
  writeFileSync(path, Buffer.concat([header(samples.length, rate), samples]));
  return path;
}

/** RIFF header of 16-bit mono PCM. */
function header(dataBytes, rate) {
  const bytes = Buffer.alloc(44);
  bytes.write('RIFF', 0, 'latin1');
  bytes.writeUInt32LE(36 + dataBytes, 4);
  bytes.write('WAVEfmt ', 8, 'latin1');
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(rate, 24);
  bytes.writeUInt32LE(rate * 2, 28);
  bytes.writeUInt16LE(2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36, 'latin1');
  bytes.writeUInt32LE(dataBytes, 40);
  return bytes;
}
