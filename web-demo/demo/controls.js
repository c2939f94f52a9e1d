/** @file The bar below a call. It acts on whatever talk is on the stage and shows what that says of itself. */

import { button, html, setControl } from './dom.js';
import { speech, watchLevel } from './meter.js';
import { LOOKS } from './preview.js';

/** @typedef {import('./talk.js').Talk} Talk */

const SHARE = {
  on: /** @type {[string, string]} */ (['screen', 'Stop sharing']),
  off: /** @type {[string, string]} */ (['screen', 'Share']),
};

export class Controls {
  /** @type {Talk | null} */
  #talk = null;
  #fail;
  #endHint = () => {};
  /** @type {MediaStreamTrack | null} */
  #hinted = null;

  /** @param {(error: unknown) => void} fail */
  constructor(fail) {
    this.#fail = fail;
    button('mute').addEventListener('click', () => this.toggleMute());
    button('camera-toggle').addEventListener('click', () => this.toggleCamera());
    button('share').addEventListener('click', () => this.toggleShare());
    button('share').hidden = !navigator.mediaDevices?.getDisplayMedia; // phones have none
  }

  /** @param {Talk | null} talk to be acted on from now on */
  actOn(talk) {
    this.#talk = talk;
    this.#endHint();
    this.#hinted = null;
    this.refresh();
  }

  /** Shows how things are. */
  refresh() {
    const target = this.#talk?.target;
    if (target && !this.#talk?.isOver()) {
      setControl(button('mute'), !target.muted, LOOKS.microphone);
      setControl(button('camera-toggle'), !target.cameraOff, LOOKS.camera);
      setControl(button('share'), target.sharing, SHARE);
      button('hangup').querySelector('.control-label')?.replaceChildren(this.#talk?.kind === 'room' ? 'Leave' : 'Hang up');
      this.#watchForTalkingWhileMuted(target);
    } else {
      this.#endHint();
    }
  }

  toggleMute() {
    const target = this.#talk?.target;
    if (target) {
      target.muted = !target.muted;
    }
    return Boolean(target);
  }

  toggleCamera() {
    return this.#try(({ target }) => target.setCamera(target.cameraOff));
  }

  toggleShare() {
    return this.#try(({ target }) => (target.sharing ? target.stopSharing() : target.shareScreen()));
  }

  /** @param {(talk: Talk) => Promise<unknown>} act */
  #try(act) {
    const talk = this.#talk;
    if (talk) {
      act(talk)
        .catch((error) => talk.isOver() || this.#fail(error))
        .finally(() => this.refresh());
    }
    return Boolean(talk);
  }

  /**
   * Listens with a copy of the muted microphone, which goes nowhere, so that nobody talks for
   * minutes to people who hear nothing.
   *
   * @param {Talk['target']} target
   */
  #watchForTalkingWhileMuted({ muted, localStream }) {
    const microphone = (muted && localStream.getAudioTracks()[0]) || null;
    if (microphone === this.#hinted) {
      return;
    }
    this.#endHint();
    this.#hinted = microphone;
    const hint = html('call-hint');
    if (microphone) {
      const copy = microphone.clone();
      copy.enabled = true;
      const listener = speech((speaking) => {
        hint.textContent = 'You are muted. Press M to be heard.';
        hint.hidden = !speaking;
      });
      const endMeter = watchLevel(new MediaStream([copy]), listener);
      this.#endHint = () => {
        endMeter();
        copy.stop();
        hint.hidden = true;
        this.#endHint = () => {};
      };
    }
  }
}
