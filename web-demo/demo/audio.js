/** @file The page's one audio context, from which tones and level meters are made. */

/** @type {AudioContext | null} */
let shared = null;

/** The context, running if the browser lets it; it may not before the first click. */
export function audioContext() {
  shared ??= new AudioContext();
  if (shared.state === 'suspended') {
    shared.resume().catch(() => {});
  }
  return shared;
}
