/** @file How loud a stream is. */

import { audioContext } from './audio.js';

/** What counts as silence and as full, in decibels below the loudest. */
const QUIET = -58;
const LOUD = -14;
const PERIOD_MS = 90;

/**
 * Tells the level of a stream some ten times a second.
 *
 * @param {MediaStream} stream
 * @param {(level: number) => void} tell 0 for silence to 1
 * @returns {() => void} ends it
 */
export function watchLevel(stream, tell) {
  if (stream.getAudioTracks().length === 0) {
    tell(0);
    return () => {};
  }
  const context = audioContext();
  const source = context.createMediaStreamSource(stream);
  const analyser = context.createAnalyser();
  analyser.fftSize = 512;
  source.connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    tell(loudness(samples));
  }, PERIOD_MS);
  return () => {
    clearInterval(timer);
    source.disconnect();
    tell(0);
  };
}

/** @param {Float32Array} samples */
function loudness(samples) {
  let sum = 0;
  for (const sample of samples) {
    sum += sample * sample;
  }
  const decibels = 10 * Math.log10(sum / samples.length + 1e-12);
  return Math.min(1, Math.max(0, (decibels - QUIET) / (LOUD - QUIET)));
}

/**
 * Turns levels into "speaks" and "is silent", without flickering between words.
 *
 * @param {(speaking: boolean) => void} tell called when it changes
 * @returns {(level: number) => void} to be given to {@link watchLevel}
 */
export function speech(tell) {
  const begins = 0.38;
  const staysFor = 7;
  let left = 0;
  return (level) => {
    const was = left > 0;
    left = level >= begins ? staysFor : Math.max(0, left - 1);
    if (was !== left > 0) {
      tell(left > 0);
    }
  };
}
