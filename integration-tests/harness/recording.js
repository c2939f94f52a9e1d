/** @file Sound in files: what a phone has recorded so far. */

import { readFileSync } from 'node:fs';
import { eventually } from './eventually.js';

const HEADER_BYTES = 44;
const DEFAULT_RATE = 8000;
const LISTEN_SECONDS = 0.5;
const PIECE_SECONDS = 0.04;
const STEP_HERTZ = 20;
const LOWEST_HERTZ = 200;
const HIGHEST_HERTZ = 3000;
/** Below this (of 1) there is no sound. */
const SILENCE = 0.002;
const FULL_SCALE = 32_768;
const HEARD_MS = 30_000;

/**
 * The level (root mean square, of 1) and the loudest tone at the end of a WAV file of 16 bits, which
 * may still be written to.
 *
 * @param {string} path
 * @returns {{ level: number, loudest: number }}
 */
export function listenTo(path) {
  const { samples, rate } = endOf(path, LISTEN_SECONDS);
  if (samples.length === 0) {
    return { level: 0, loudest: 0 };
  }
  const level = Math.sqrt(samples.reduce((sum, x) => sum + x * x, 0) / samples.length);
  return { level, loudest: loudestIn(samples, rate) };
}

/**
 * The end of a WAV file of 16 bits, which may still be written to.
 *
 * @param {string} path
 * @param {number} seconds
 * @returns {{ samples: Float64Array, rate: number }} of its first channel; no samples while there are not enough
 */
export function endOf(path, seconds) {
  const bytes = readFileSync(path);
  // linphonec writes the header when it closes the file.
  const channels = bytes.readUInt16LE(22) || 1;
  const rate = bytes.readUInt32LE(24) || DEFAULT_RATE;
  const wanted = Math.round(rate * seconds);
  const there = Math.floor((bytes.length - HEADER_BYTES) / (2 * channels));
  const sampleAt = (i) => bytes.readInt16LE(HEADER_BYTES + i * 2 * channels) / FULL_SCALE;
  const length = there < wanted ? 0 : wanted;
  return { samples: Float64Array.from({ length }, (_, i) => sampleAt(there - wanted + i)), rate };
}

function loudestIn(samples, rate) {
  let [loudest, most] = [0, 0];
  for (let hertz = LOWEST_HERTZ; hertz < HIGHEST_HERTZ; hertz += STEP_HERTZ) {
    const power = powerAt(samples, rate, hertz);
    [loudest, most] = power > most ? [hertz, power] : [loudest, most];
  }
  return loudest;
}

/**
 * The part of a sound's energy that is at a tone, from 0 to 1, measured in short pieces: a jump in the tone's phase,
 * such as where a packet is missing, costs no more than the piece it is in.
 *
 * @param {{ samples: Float64Array | number[], rate: number }} sound
 * @param {number} hertz a multiple of 25, so that the pieces have whole waves
 */
export function toneShare({ samples, rate }, hertz) {
  const length = Math.round(rate * PIECE_SECONDS);
  let [all, tone] = [0, 0];
  for (let start = 0; start + length <= samples.length; start += length) {
    const piece = samples.slice(start, start + length);
    all += piece.reduce((sum, x) => sum + x * x, 0);
    tone += (2 * powerAt(piece, rate, hertz)) / length;
  }
  return all > SILENCE ** 2 * samples.length ? tone / all : 0;
}

/** Goertzel's filter. */
function powerAt(samples, rate, hertz) {
  const c = 2 * Math.cos((2 * Math.PI * hertz) / rate);
  let [s1, s2] = [0, 0];
  for (const x of samples) {
    [s1, s2] = [x + c * s1 - s2, s1];
  }
  return s1 * s1 + s2 * s2 - c * s1 * s2;
}

/** Whether what was heard is this tone. @param {{ level: number, loudest: number }} heard @param {number} hertz */
export const isTone = ({ level, loudest }, hertz) => level > SILENCE && Math.abs(loudest - hertz) <= STEP_HERTZ;

/** Whether what was heard is a sound, but not this tone. */
export const isOtherSound = (heard, hertz) => heard.level > SILENCE && !isTone(heard, hertz);

/**
 * Waits until a recording ends with a tone.
 *
 * @param {() => string} recording names the file, or throws while there is none
 * @param {number} hertz
 */
export function records(recording, hertz) {
  return eventually(`a recording of ${hertz} Hz`, () => listenTo(recording()), {
    until: (heard) => isTone(heard, hertz),
    within: HEARD_MS,
  });
}

/** Waits until a recording ends with another sound than a tone, such as music. */
export function recordsOther(recording, hertz) {
  return eventually(`a recording of a sound, but not of ${hertz} Hz`, () => listenTo(recording()), {
    until: (heard) => isOtherSound(heard, hertz),
    within: HEARD_MS,
  });
}
