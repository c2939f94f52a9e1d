/** @file The three lists of devices: what the SDK found, what the person chose, remembered for the next visit. */

import { audioContext } from './audio.js';
import { button, byId, element } from './dom.js';
import { lasting } from './settings.js';
import { testTone } from './tones.js';

/** @typedef {import('../sdk/dialtone.js').Devices} Devices */

const KINDS = /** @type {const} */ (['microphone', 'camera', 'speaker']);

/** @typedef {typeof KINDS[number]} Kind */

/** The choice of microphone, camera and speaker. It outlives the clients it is made for. */
export class DeviceChoice {
  /** @type {Devices | null} */
  #devices = null;
  #listening = new AbortController();
  #changed;

  /** @param {(kind: Kind) => void} changed the person chose another one, or others are there */
  constructor(changed) {
    this.#changed = changed;
    for (const kind of KINDS) {
      list(kind).addEventListener('change', () => this.#choose(kind));
    }
    button('test-speaker').addEventListener('click', testTone);
  }

  /**
   * Serves this client from now on.
   *
   * @param {Devices} devices
   */
  async use(devices) {
    this.#listening.abort();
    this.#listening = new AbortController();
    this.#devices = devices;
    for (const kind of KINDS) {
      const known = lasting.get(kind);
      if (known) {
        await devices.select(kind, known);
      }
    }
    devices.addEventListener('devicechange', () => this.#show(), { signal: this.#listening.signal });
    await devices.refresh();
    this.#show();
  }

  /**
   * Plays through the chosen speaker, where the browser can.
   *
   * @param {HTMLMediaElement} element
   */
  route(element) {
    this.#devices?.route(element).catch(() => {}); // a device that is gone: the default stays
  }

  /** @param {Kind} kind */
  #choose(kind) {
    const { value } = list(kind);
    lasting.set(kind, value);
    if (kind === 'speaker') {
      sendTonesTo(value);
    }
    void this.#devices?.select(kind, value).catch(() => {}); // told by the conversation's own error event
    this.#changed(kind);
  }

  #show() {
    const { microphones = [], cameras = [], speakers = [] } = this.#devices ?? {};
    fill('microphone', microphones);
    fill('camera', cameras);
    fill('speaker', speakers);
  }
}

/** @param {Kind} kind */
const list = (kind) => byId(kind, HTMLSelectElement);

/**
 * @param {Kind} kind
 * @param {{ id: string, label: string }[]} found
 */
function fill(kind, found) {
  const wanted = list(kind).value || lasting.get(kind);
  const options = found.map(({ id, label }, i) => element('option', { value: id }, label || `${kind} ${i + 1}`));
  if (options.length === 0) {
    options.push(element('option', { value: '' }, `The default ${kind}`));
  }
  list(kind).replaceChildren(...options);
  list(kind).disabled = options.length < 2;
  list(kind).value = found.some(({ id }) => id === wanted) ? String(wanted) : (found[0]?.id ?? '');
}

/** Tones follow the chosen speaker, where the browser can. @param {string} deviceId */
function sendTonesTo(deviceId) {
  const context = /** @type {AudioContext & { setSinkId?: (id: string) => Promise<void> }} */ (audioContext());
  context.setSinkId?.(deviceId === 'default' ? '' : deviceId).catch(() => {});
}
