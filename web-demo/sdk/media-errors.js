import { DialtoneError, toDialtoneError } from './errors.js';

const MEDIA_NAMES = { audio: 'microphone', video: 'camera', screen: 'screen' };

/**
 * Why the browser gave no microphone, camera or screen.
 * @param {unknown} cause
 * @param {('audio' | 'video' | 'screen')[]} kinds what was asked for
 */
export function mediaError(cause, kinds) {
  const what = kinds.map((kind) => MEDIA_NAMES[kind]).join(' and ');
  switch (cause instanceof Error ? cause.name : '') {
    case 'NotAllowedError':
    case 'SecurityError':
      return new DialtoneError(
        'media/permission-denied',
        `This page may not use the ${what}. Allow it in the browser's settings for this site, then try again.`,
        { retryable: true, action: 'fix-permissions', cause },
      );
    case 'NotFoundError':
    case 'OverconstrainedError':
      return new DialtoneError(
        'media/device-not-found',
        `No ${what} was found. Connect one, or choose another device.`,
        { retryable: true, action: 'choose-device', cause },
      );
    case 'NotReadableError':
    case 'AbortError':
      return new DialtoneError(
        'media/device-in-use',
        `The ${what} could not be started. Another program may be using it: close that, or choose another device.`,
        { retryable: true, action: 'choose-device', cause },
      );
    default:
      return toDialtoneError(cause, 'media/failed');
  }
}
