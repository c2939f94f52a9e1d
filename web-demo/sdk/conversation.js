import { sendToAll } from './chat.js';
import { requireCallSupport, toDialtoneError } from './errors.js';
import { ChatEvent, DialtoneErrorEvent, Stateful } from './events.js';
import { LocalMedia } from './local-media.js';

/** @import { Participant } from './participant.js' */
/** @import { Wish } from './devices.js' */

/**
 * What a call or a room needs of the client.
 * @typedef {object} Context
 * @property {(signal?: AbortSignal) => Promise<void>} connect
 * @property {(method: string, params: object) => Promise<any>} request
 * @property {() => Promise<RTCConfiguration>} configuration
 * @property {() => Promise<RTCIceServer[]>} freshIceServers
 * @property {import('./ahead.js').Gateway} [gateway] of the present session
 * @property {() => Promise<boolean>} reach
 * @property {(conversation: any) => void} over
 * @property {import('./devices.js').Devices} devices
 * @property {import('./dialtone.js').Logger} logger
 */

/**
 * @typedef {object} MediaOptions
 * @property {Wish} [audio] whether to send sound, or with which constraints; unless said otherwise, yes
 * @property {Wish} [video] whether to send a picture
 * @property {MediaStream} [stream] the page's own, instead of microphone and camera; it is not stopped at the end
 * @property {AbortSignal} [signal] hangs up
 */

/**
 * What a call and a room have in common: this side's microphone, camera and screen, and the chat.
 * @template M
 * @template {string} S
 * @extends {Stateful<M, S | 'new'>}
 */
export class Conversation extends Stateful {
  /** @internal @param {Context} context */
  constructor(context) {
    super('new');
    /** @internal */
    this._context = context;
    /** @internal */
    this._media = new LocalMedia(context.devices, {
      change: () => this.dispatchEvent(new Event('mediachange')),
      error: (error) => this._report(error),
    });
  }

  /** What this side sends, to be shown to the person (muted). It stays the same object. */
  get localStream() {
    return this._media.stream;
  }

  /** Whether the others hear nothing. Setting it takes effect at once; without a microphone, `false` opens one. */
  get muted() {
    return this._media.muted;
  }

  set muted(muted) {
    this._media.mute(muted);
  }

  /** Whether no camera is on. Setting it is `setCamera`, with failures told by an `error` event. */
  get cameraOff() {
    return this._media.cameraOff;
  }

  set cameraOff(off) {
    this.setCamera(!off).catch((error) => this._report(error));
  }

  /** Whether the screen is shared. */
  get sharing() {
    return this._media.sharing;
  }

  /** Opens the camera, or lets go of it so that its light goes out. @param {Wish} on */
  setCamera(on) {
    return this._media.turn('camera', on);
  }

  /** Opens the microphone, or lets go of it; to mute, set `muted`. @param {Wish} on */
  setMicrophone(on) {
    return this._media.turn('microphone', on);
  }

  /** Takes another device, for this conversation alone. @param {'microphone' | 'camera'} kind @param {string} id */
  replaceDevice(kind, id) {
    return this._media.replace(kind, id);
  }

  /** Lets the person choose a screen or window, and sends it in place of the camera. */
  shareScreen() {
    return this._media.share();
  }

  stopSharing() {
    return this._media.stopSharing();
  }

  /** Sends a line of text to everybody who is connected; throws when nobody is. @param {string} text */
  send(text) {
    sendToAll(text, this._everybody().flatMap(({ _peer }) => _peer?.chat ?? []));
  }

  /**
   * @internal
   * @returns {Participant[]}
   */
  _everybody() {
    return [];
  }

  /**
   * Opens the devices and connects, both at once.
   * @internal
   * @param {MediaOptions} options
   */
  async _prepare(options) {
    requireCallSupport();
    await Promise.all([
      this._media.start({ audio: true, video: false, ...options }),
      this._context.connect(options.signal),
    ]);
    return this._context.configuration();
  }

  /**
   * @internal
   * @param {AbortSignal | undefined} signal
   * @param {() => void} end what to do when it says so
   * @param {Promise<unknown>} over when that is not to be done any more
   */
  _endWith(signal, end, over) {
    if (signal?.aborted) {
      end();
    }
    signal?.addEventListener('abort', end, { once: true });
    over.then(() => signal?.removeEventListener('abort', end));
  }

  /**
   * Makes the connection to somebody, and sends them what this side sends.
   * @internal
   * @param {Participant} participant
   * @param {{ configuration: RTCConfiguration, polite: boolean, awaitsOffer: boolean, isPhone?: boolean }} options
   * @param {Omit<import('./peer.js').Signaling, 'freshIceServers' | 'reach'>} signaling
   */
  _connectTo(participant, options, signaling) {
    this._media.sendNoMoreTo(participant._peer);
    const { freshIceServers, reach } = this._context;
    const peer = participant._connect(
      options,
      { ...signaling, freshIceServers, reach },
      {
        text: (text) => this.dispatchEvent(new ChatEvent(text, participant.identity)),
        error: (error) => this._report(error),
      },
    );
    this._media.sendTo(peer);
    peer.begin();
    return peer;
  }

  /**
   * Asks the server something that may have become needless on the way.
   * @internal
   * @param {string} method
   * @param {object} params
   * @param {(code: string) => boolean} isNeedless
   */
  async _ask(method, params, isNeedless) {
    try {
      await this._context.request(method, params);
    } catch (thrown) {
      const error = toDialtoneError(thrown);
      if (!isNeedless(error.code)) {
        this._report(error);
      }
    }
  }

  /** @internal @param {unknown} thrown */
  _report(thrown) {
    const error = toDialtoneError(thrown);
    this._context.logger.warn(`Dialtone: ${error.code}: ${error.message}`);
    this.dispatchEvent(new DialtoneErrorEvent(error));
  }
}
