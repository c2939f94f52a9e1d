import { capture } from './capture.js';
import { requireCallSupport } from './errors.js';
import { TypedTarget } from './events.js';

/** @import { LocalMedia } from './local-media.js' */

/** @typedef {'microphone' | 'camera' | 'speaker'} DeviceKind */
/** @typedef {{ id: string, label: string }} Device */

const BROWSER_KIND = { microphone: 'audioinput', camera: 'videoinput', speaker: 'audiooutput' };

/**
 * The microphones, cameras and speakers of this computer, and which of them the person chose.
 *
 * Browsers tell neither number nor names before they were allowed to be used: `request` asks for
 * that, and so does the first call.
 * @extends {TypedTarget<{ devicechange: Event }>}
 */
export class Devices extends TypedTarget {
  /** @type {MediaDeviceInfo[]} */
  #all = [];
  /** @type {{ [kind in DeviceKind]?: string }} */
  #selected = {};
  /** @type {Set<LocalMedia>} */
  #users = new Set();
  #watches = false;
  #changed = () => this.refresh().catch(() => {});

  get microphones() {
    return this.#of('microphone');
  }

  get cameras() {
    return this.#of('camera');
  }

  /** Empty where the browser does not let pages choose, which Firefox and Safari may not. */
  get speakers() {
    return this.#of('speaker');
  }

  /** The ids that were chosen; what is not there is left to the browser. */
  get selected() {
    return { ...this.#selected };
  }

  /** Looks what is there now; `devicechange` follows, as it does whenever something is plugged in or out. */
  async refresh() {
    const { mediaDevices } = navigator;
    if (!mediaDevices) {
      return;
    }
    if (!this.#watches) {
      this.#watches = true;
      mediaDevices.addEventListener('devicechange', this.#changed);
    }
    this.#all = await mediaDevices.enumerateDevices();
    this.dispatchEvent(new Event('devicechange'));
  }

  /**
   * Asks the person for permission, so that the devices have names.
   * @param {{ audio?: boolean, video?: boolean }} [kinds]
   */
  async request({ audio = true, video = false } = {}) {
    requireCallSupport();
    const tracks = await capture({ audio, video }, this.#selected);
    await this.refresh();
    tracks.forEach((track) => track.stop());
  }

  /**
   * Uses this device from now on, in running calls too.
   * @param {DeviceKind} kind
   * @param {string} id
   */
  async select(kind, id) {
    this.#selected[kind] = id;
    if (kind !== 'speaker') {
      await Promise.all([...this.#users].map((media) => media.replace(kind, id)));
    }
    this.dispatchEvent(new Event('devicechange'));
  }

  /**
   * Plays an element through the chosen speaker, where the browser can.
   * @param {HTMLMediaElement} element
   */
  async route(element) {
    if (this.#selected.speaker !== undefined && 'setSinkId' in element) {
      await element.setSinkId(this.#selected.speaker);
    }
  }

  /** @internal @param {LocalMedia} media */
  _used(media) {
    this.#users.add(media);
    this.refresh().catch(() => {}); // The permission given for a call brings the names.
  }

  /** @internal @param {LocalMedia} media */
  _usedNoMore(media) {
    this.#users.delete(media);
  }

  /** @internal */
  _close() {
    this.#watches = false;
    navigator.mediaDevices?.removeEventListener('devicechange', this.#changed);
  }

  /** @param {DeviceKind} kind @returns {Device[]} */
  #of(kind) {
    return this.#all
      .filter((device) => device.kind === BROWSER_KIND[kind] && device.deviceId !== '')
      .map(({ deviceId, label }) => ({ id: deviceId, label }));
  }
}
