import { DialtoneError, requireCallSupport, toDialtoneError } from './errors.js';
import { TypedTarget } from './events.js';

/** @import { LocalMedia } from './local-media.js' */

/** @typedef {'microphone' | 'camera' | 'speaker'} DeviceKind */
/** @typedef {{ id: string, label: string }} Device */
/** @typedef {boolean | MediaTrackConstraints} Wish a kind of media: yes, no, or how */

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
    // The permission given for a call brings the names.
    this.refresh().catch(() => {});
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

/**
 * What to ask the browser for.
 * @param {Wish} wish
 * @param {string | undefined} deviceId which the person prefers; if it is gone, another will do
 */
function constraints(wish, deviceId) {
  if (!wish || deviceId === undefined) {
    return wish;
  }
  const own = wish === true ? {} : wish;
  return { deviceId: { ideal: deviceId }, ...own };
}

/**
 * Opens microphone, camera or both.
 * @param {{ audio: Wish, video: Wish }} wishes
 * @param {{ microphone?: string, camera?: string }} preferred
 * @returns {Promise<MediaStreamTrack[]>}
 */
export async function capture({ audio, video }, preferred) {
  if (!audio && !video) {
    return [];
  }
  try {
    const stream = await navigator.mediaDevices.getUserMedia({
      audio: constraints(audio, preferred.microphone),
      video: constraints(video, preferred.camera),
    });
    return stream.getTracks();
  } catch (error) {
    const kinds = [audio ? 'audio' : '', video ? 'video' : ''].filter(Boolean);
    throw await mediaError(error, /** @type {('audio' | 'video')[]} */ (kinds));
  }
}

/**
 * Like `capture`, but a missing or busy camera does not keep anybody from talking.
 * @param {{ audio: Wish, video: Wish }} wishes
 * @param {{ microphone?: string, camera?: string }} preferred
 * @param {(error: DialtoneError) => void} withoutCamera told why there is no picture
 */
export async function captureWhatIsThere(wishes, preferred, withoutCamera) {
  try {
    return await capture(wishes, preferred);
  } catch (error) {
    const chooseDevice = error instanceof DialtoneError && error.action === 'choose-device';
    if (!chooseDevice || !wishes.audio || !wishes.video) {
      throw error;
    }
    const tracks = await capture({ ...wishes, video: false }, preferred);
    withoutCamera(await mediaError(error.cause, ['video']));
    return tracks;
  }
}

/** Lets the person choose a screen, a window or a tab. */
export async function captureScreen() {
  if (!navigator.mediaDevices?.getDisplayMedia) {
    throw new DialtoneError('browser/unsupported', 'This browser cannot share its screen.', {
      action: 'change-browser',
    });
  }
  try {
    const stream = await navigator.mediaDevices.getDisplayMedia({ video: true });
    return stream.getVideoTracks()[0];
  } catch (error) {
    throw await mediaError(error, ['screen']);
  }
}

/**
 * In words, which are loaded when they are first needed.
 * @param {unknown} cause
 * @param {('audio' | 'video' | 'screen')[]} kinds what was asked for
 */
async function mediaError(cause, kinds) {
  try {
    return (await import('./media-errors.js')).mediaError(cause, kinds);
  } catch {
    return toDialtoneError(cause, 'media/failed');
  }
}
