/** @file What a telephone sounds like, made of sines: no files to load. */

import { audioContext } from './audio.js';

/**
 * Sounds some frequencies together.
 *
 * @param {number[]} hertz
 * @param {number} volume of each, 0 to 1
 * @param {[number, number][]} bursts begin and length in seconds, from now
 * @returns {() => void} ends it
 */
function sound(hertz, volume, bursts) {
  const context = audioContext();
  const gain = context.createGain();
  gain.gain.value = 0;
  gain.connect(context.destination);
  for (const [begin, length] of bursts) {
    const at = context.currentTime + begin + 0.02;
    gain.gain.setTargetAtTime(volume, at, 0.012);
    gain.gain.setTargetAtTime(0, at + length, 0.03);
  }
  const oscillators = hertz.map((frequency) => {
    const oscillator = context.createOscillator();
    oscillator.frequency.value = frequency;
    oscillator.connect(gain);
    oscillator.start();
    return oscillator;
  });
  return () => {
    gain.gain.cancelScheduledValues(context.currentTime);
    gain.gain.setTargetAtTime(0, context.currentTime, 0.02);
    oscillators.forEach((oscillator) => oscillator.stop(context.currentTime + 0.2));
  };
}

/**
 * Repeats a sound until it is ended.
 *
 * @param {() => (() => void)} begin
 * @param {number} periodMs
 */
function repeat(begin, periodMs) {
  let end = begin();
  const timer = setInterval(() => {
    end();
    end = begin();
  }, periodMs);
  return () => {
    clearInterval(timer);
    end();
  };
}

/** To the person who calls: it rings over there. */
export const ringback = () => repeat(() => sound([440, 480], 0.05, [[0, 1.6]]), 4500);

/** To the person who is called. */
export const ringtone = () =>
  repeat(() => sound([587.3, 880], 0.09, [[0, 0.14], [0.22, 0.14], [0.44, 0.34]]), 2600);

const ROWS = [697, 770, 852, 941];
const COLUMNS = [1209, 1336, 1477];
const PAD = '123456789*0#';

/** What a key sounds like, for the person who presses it. @param {string} key */
export function keyTone(key) {
  const at = PAD.indexOf(key);
  const end = sound([ROWS[Math.floor(at / 3)] ?? 697, COLUMNS[at % 3] ?? 1209], 0.05, [[0, 0.1]]);
  setTimeout(end, 300);
}

/** A dial tone, to hear whether the speaker works. */
export function testTone() {
  const end = sound([350, 440], 0.12, [[0, 1.1]]);
  setTimeout(end, 1400);
}
