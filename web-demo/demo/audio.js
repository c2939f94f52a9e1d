/** @file The page's one audio context, from which tones and level meters are made. */

/** @type {AudioContext | null} */
let shared = null;

/** The context, running if the browser lets it; it may not before the first click or key. */
export function audioContext() {
  if (!shared) {
    const context = new AudioContext();
    shared = context;
    for (const gesture of ['pointerdown', 'keydown']) {
      addEventListener(gesture, () => wake(context), { once: true, capture: true });
    }
  }
  wake(shared);
  return shared;
}

/** @param {AudioContext} context */
function wake(context) {
  if (context.state === 'suspended') {
    context.resume().catch(() => {}); // not yet
  }
}
