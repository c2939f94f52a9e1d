import { capture, captureScreen, captureWhatIsThere } from './devices.js';
import { DialtoneError, toDialtoneError, wrongState } from './errors.js';

/** @import { Peer } from './peer.js' */
/** @import { Devices, Wish } from './devices.js' */

/** @typedef {'microphone' | 'camera' | 'screen'} Source */

const KIND = /** @type {const} */ ({ microphone: 'audio', camera: 'video', screen: 'video' });

/**
 * What this side sends in one conversation, to all its peers.
 *
 * A shared screen takes the place of the camera. Changes are made one after another, so that a
 * second click does not overtake the first. Tracks that the page brought itself are not stopped.
 */
export class LocalMedia {
  /** @type {Map<Source, MediaStreamTrack>} */
  #tracks = new Map();
  /** @type {Set<MediaStreamTrack>} the page's own */
  #given = new Set();
  /** @type {Set<Peer>} */
  #peers = new Set();
  /** @type {Promise<unknown>} */
  #work = Promise.resolve();
  #muted = false;
  #stopped = false;
  #devices;
  #on;

  /**
   * @param {Devices} devices
   * @param {object} on
   * @param {() => void} on.change
   * @param {(error: DialtoneError) => void} on.error
   */
  constructor(devices, on) {
    this.#devices = devices;
    this.#on = on;
    /** What this side sends, to be shown to the person. @readonly */
    this.stream = new MediaStream();
  }

  get muted() {
    return this.#muted || !this.#tracks.has('microphone');
  }

  get cameraOff() {
    return !this.#tracks.has('camera');
  }

  get sharing() {
    return this.#tracks.has('screen');
  }

  /** @param {{ audio: Wish, video: Wish, stream?: MediaStream }} wishes */
  start({ audio, video, stream }) {
    return this.#next(async () => {
      const tracks =
        stream?.getTracks() ??
        (await captureWhatIsThere({ audio, video }, this.#devices.selected, this.#on.error));
      if (stream) {
        tracks.forEach((track) => this.#given.add(track));
      }
      this.#mustGoOn(tracks);
      this.#devices._used(this);
      tracks.forEach((track) => this.#set(track.kind === 'audio' ? 'microphone' : 'camera', track));
    });
  }

  /** @param {boolean} muted */
  mute(muted) {
    const microphone = this.#tracks.get('microphone');
    this.#muted = muted;
    if (microphone) {
      microphone.enabled = !muted;
      this.#changed();
    } else if (!muted) {
      this.turn('microphone', true).catch((error) => this.#on.error(toDialtoneError(error)));
    }
  }

  /**
   * Opens the microphone or the camera, or lets go of it.
   * @param {'microphone' | 'camera'} source
   * @param {Wish} on
   */
  turn(source, on) {
    return this.#next(async () => {
      if (!on) {
        this.#set(source, null);
      } else if (on !== true || !this.#tracks.has(source)) {
        await this.#open(source, on);
      }
    });
  }

  /**
   * Takes another device from now on; opens nothing that is off.
   * @param {'microphone' | 'camera'} source
   * @param {string} deviceId
   */
  replace(source, deviceId) {
    return this.#next(async () => {
      if (this.#tracks.has(source)) {
        await this.#open(source, { deviceId: { exact: deviceId } });
      }
    });
  }

  share() {
    return this.#next(async () => {
      const track = await captureScreen();
      this.#mustGoOn([track]);
      this.#set('screen', track);
    });
  }

  stopSharing() {
    return this.#next(async () => this.#set('screen', null));
  }

  /** Sends to this peer too. @param {Peer} peer */
  sendTo(peer) {
    this.#peers.add(peer);
    for (const kind of /** @type {const} */ (['audio', 'video'])) {
      this.#publish(peer, kind);
    }
    peer.chat?.show({ muted: this.muted, sharing: this.sharing });
  }

  /** @param {Peer | undefined} peer */
  sendNoMoreTo(peer) {
    if (peer) {
      this.#peers.delete(peer);
    }
  }

  stop() {
    this.#stopped = true;
    this.#peers.clear();
    this.#devices._usedNoMore(this);
    [...this.#tracks.keys()].forEach((source) => this.#drop(source));
  }

  /**
   * @param {'microphone' | 'camera'} source
   * @param {true | MediaTrackConstraints} wish
   */
  async #open(source, wish) {
    const wishes = { audio: false, video: false, [KIND[source]]: wish };
    const tracks = await capture(wishes, this.#devices.selected);
    this.#mustGoOn(tracks);
    this.#set(source, tracks[0]);
  }

  /** @param {Source} source @param {MediaStreamTrack | null} track */
  #set(source, track) {
    if (!track && !this.#tracks.has(source)) {
      return;
    }
    this.#drop(source);
    if (track) {
      if (source === 'microphone') {
        track.enabled = !this.#muted;
      }
      this.#tracks.set(source, track);
      this.stream.addTrack(track);
      track.onended = () => this.#ended(source, track);
    }
    this.#peers.forEach((peer) => this.#publish(peer, KIND[source]));
    this.#changed();
  }

  /** @param {Source} source */
  #drop(source) {
    const track = this.#tracks.get(source);
    if (track) {
      track.onended = null;
      this.#tracks.delete(source);
      this.stream.removeTrack(track);
      if (!this.#given.has(track)) {
        track.stop();
      }
    }
  }

  /** @param {Peer} peer @param {'audio' | 'video'} kind */
  #publish(peer, kind) {
    const track =
      kind === 'audio'
        ? this.#tracks.get('microphone')
        : (this.#tracks.get('screen') ?? this.#tracks.get('camera'));
    peer
      .send(kind, track ?? null, this.stream)
      .catch((error) => this.#on.error(toDialtoneError(error)));
  }

  #changed() {
    const sending = { muted: this.muted, sharing: this.sharing };
    this.#peers.forEach((peer) => peer.chat?.show(sending));
    this.#on.change();
  }

  /**
   * The browser's own "stop sharing", a device that was pulled out, a permission taken back.
   * @param {Source} source
   * @param {MediaStreamTrack} track
   */
  async #ended(source, track) {
    if (source === 'screen') {
      this.stopSharing().catch(() => {});
      return;
    }
    try {
      await this.#next(async () => {
        if (this.#tracks.get(source) === track) {
          this.#set(source, null);
          await this.#open(source, true);
        }
      });
    } catch (cause) {
      this.#on.error(
        new DialtoneError(
          'media/device-lost',
          `The ${source} is gone, and there is no other. The call goes on without it; connect one and switch it on again.`,
          { retryable: true, action: 'choose-device', cause },
        ),
      );
    }
  }

  /** @param {MediaStreamTrack[]} tracks that nobody waits for when the conversation is over */
  #mustGoOn(tracks) {
    if (this.#stopped) {
      tracks.filter((track) => !this.#given.has(track)).forEach((track) => track.stop());
      throw wrongState('The call was over before the device was there.');
    }
  }

  /**
   * @template T
   * @param {() => Promise<T>} task
   * @returns {Promise<T>}
   */
  #next(task) {
    const done = this.#work.then(() => {
      this.#mustGoOn([]);
      return task();
    });
    this.#work = done.catch(() => {});
    return done;
  }
}
