import { DialtoneError, mediaError } from './errors.js';

/** @typedef {boolean | MediaTrackConstraints} Wish a kind of media: yes, no, or how */

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
    throw mediaError(error, /** @type {('audio' | 'video')[]} */ (kinds));
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
    withoutCamera(mediaError(error.cause, ['video']));
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
    throw mediaError(error, ['screen']);
  }
}
