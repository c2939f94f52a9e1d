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

/**
 * Plays tones and sound of the page on a chosen device where the browser can.
 *
 * @param {string} deviceId empty for the system's default
 */
export function sendTonesTo(deviceId) {
  const context = /** @type {AudioContext & { setSinkId?: (id: string) => Promise<void> }} */ (audioContext());
  context.setSinkId?.(deviceId).catch(() => {}); // a device that is gone: the default stays
}
