/** @file One person on the stage: picture or letters, name, and whether they speak. */

import { element, icon } from './dom.js';
import { speech, watchLevel } from './meter.js';
import { paintAvatar } from './people.js';

/**
 * @typedef {object} Face what a tile shows
 * @property {string} id
 * @property {string} name
 * @property {string} address
 * @property {MediaStream | null} stream
 * @property {boolean} isSelf
 * @property {boolean} isMuted
 * @property {boolean} isScreen
 * @property {boolean} isRinging
 * @property {string} state of the connection to them, the SDK's word
 * @property {string} words to be read over the picture, or empty
 */

export class Tile {
  /** @type {MediaStream | null} */
  #stream = null;
  #sounds = '';
  #endMeter = () => {};
  #listening = new AbortController();
  #blocked;
  #isSelf;
  #video;
  #name = element('span');
  #state = element('p', { class: 'tile-state' });
  #avatar = element('div', { class: 'avatar' });

  /**
   * @param {Face} face
   * @param {() => void} blocked called when the browser does not let it sound
   */
  constructor(face, blocked) {
    this.#blocked = blocked;
    this.#isSelf = face.isSelf;
    this.#video = element('video', { playsinline: true, autoplay: true });
    this.#video.muted = face.isSelf;
    const label = element('p', { class: 'tile-label' }, icon('mic-off'), this.#name);
    const letters = element('div', { class: 'tile-face', 'aria-hidden': 'true' }, this.#avatar);
    this.root = element('div', { class: 'tile', role: 'group', 'data-peer': face.id }, this.#video, letters, label, this.#state);
    this.root.dataset.self = String(face.isSelf);
    this.root.dataset.speaking = 'false';
    this.root.addEventListener('dblclick', () => this.#fullscreen());
    paintAvatar(this.#avatar, face.name, face.address);
    this.show(face);
  }

  /** @param {Face} face */
  show(face) {
    this.#name.textContent = face.isSelf ? 'You' : face.name;
    this.#state.textContent = face.words;
    this.root.setAttribute('aria-label', face.isMuted ? `${face.name}, muted` : face.name);
    this.root.dataset.muted = String(face.isMuted);
    this.root.dataset.screen = String(face.isScreen);
    this.root.dataset.state = face.state;
    this.root.classList.toggle('ringing', face.isRinging);
    this.#play(face.stream);
    this.#refresh();
  }

  /** The element that plays them, to be routed to a speaker. */
  get video() {
    return this.#video;
  }

  /** @param {boolean} on whether this one has most of the stage */
  spotlight(on) {
    this.root.dataset.spotlight = String(on);
  }

  /** Plays with sound, after a click allowed it; rejects when it did not. */
  async resume() {
    this.#video.muted = this.#isSelf;
    await this.#start();
  }

  remove() {
    this.#endMeter();
    this.#listening.abort();
    this.#video.srcObject = null;
    this.root.remove();
  }

  /** Where sound is not allowed yet, the picture alone is; then this rejects. */
  async #start() {
    try {
      await this.#video.play();
    } catch (error) {
      if (error instanceof DOMException && error.name === 'NotAllowedError') {
        this.#video.muted = true;
        await this.#video.play().catch(() => {});
        throw error;
      } // anything else: the stream was replaced while it began
    }
  }

  /** @param {MediaStream | null} stream */
  #play(stream) {
    if (this.#stream !== stream) {
      this.#stream = stream;
      this.#video.srcObject = stream;
      if (stream) {
        this.#start().catch(() => this.#blocked());
      }
    }
    this.#listening.abort();
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    for (const track of stream?.getTracks() ?? []) {
      for (const change of ['mute', 'unmute', 'ended']) {
        track.addEventListener(change, () => this.#refresh(), { signal });
      }
    }
    this.#listen(stream);
  }

  /** Follows the sound of a stream, whose audio track may come later. @param {MediaStream | null} stream */
  #listen(stream) {
    const sounds = (stream?.getAudioTracks() ?? []).map((track) => track.id).join();
    if (sounds === this.#sounds) {
      return;
    }
    this.#sounds = sounds;
    this.#endMeter();
    this.#endMeter = () => {};
    if (stream && sounds) {
      this.#endMeter = watchLevel(
        stream,
        speech((speaking) => {
          this.root.dataset.speaking = String(speaking);
        }),
      );
    }
  }

  #refresh() {
    const pictures = this.#stream?.getVideoTracks() ?? [];
    const seen = pictures.some((track) => track.readyState === 'live' && track.enabled && !track.muted);
    this.root.dataset.picture = String(seen);
  }

  #fullscreen() {
    if (document.fullscreenElement) {
      void document.exitFullscreen();
    } else {
      this.root.requestFullscreen?.().catch(() => {});
    }
  }
}
