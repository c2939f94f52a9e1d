/** @file The mirror before a call: camera, level of the microphone, and whether to begin with both. */

import { button, byId, html, setControl } from './dom.js';
import { watchLevel } from './meter.js';
import { lasting } from './settings.js';
import { errorWords } from './words.js';

/** @typedef {import('../sdk/dialtone.js').Devices} Devices */

/** @type {Record<'microphone' | 'camera', { on: [string, string], off: [string, string] }>} */
export const LOOKS = {
  microphone: { on: ['mic', 'Mute'], off: ['mic-off', 'Unmute'] },
  camera: { on: ['camera', 'Camera off'], off: ['camera-off', 'Camera on'] },
};

/** The mirror. It opens devices only when asked to, or when the browser allowed them before. */
export class Preview {
  wantsMicrophone = lasting.get('microphone-off') === null;
  wantsCamera = lasting.get('camera-off') === null;
  /** @type {MediaStream | null} */
  #stream = null;
  /** Counts the starts, so that the answer to an older one is thrown away. */
  #turn = 0;
  #endMeter = () => {};
  #frame = html('preview-frame');
  #video = byId('preview', HTMLVideoElement);
  #devices;

  /** @param {() => Devices} devices */
  constructor(devices) {
    this.#devices = devices;
    button('preview-start').addEventListener('click', () => this.#startBoth());
    button('preview-mic').addEventListener('click', () => this.toggleMicrophone());
    button('preview-camera').addEventListener('click', () => this.toggleCamera());
    this.#show('off');
  }

  /** Opens what the browser already allowed, without asking anything. */
  async startIfAllowed() {
    const { microphones, cameras } = this.#devices();
    if ([...microphones, ...cameras].some(({ label }) => label !== '')) {
      await this.start();
    }
  }

  /** Opens camera and microphone, or says in words why not. */
  async start() {
    const turn = ++this.#turn;
    const wishes = { audio: this.wantsMicrophone, video: this.wantsCamera };
    this.#release();
    if (!wishes.audio && !wishes.video) {
      this.#show('off');
      return;
    }
    this.#show('starting');
    try {
      await this.#devices().request(wishes);
      const stream = await navigator.mediaDevices.getUserMedia(this.#constraints(wishes));
      if (turn !== this.#turn) {
        stream.getTracks().forEach((track) => track.stop());
        return;
      }
      this.#use(stream);
    } catch (error) {
      if (turn === this.#turn) {
        const { what, todo = '' } = errorWords(error);
        this.#show('failed', `${what} ${todo}`);
      }
    }
  }

  /** Lets go of the devices, when a call takes them. */
  stop() {
    this.#turn++;
    this.#release();
    this.#show('off');
  }

  toggleMicrophone() {
    this.wantsMicrophone = !this.wantsMicrophone;
    lasting.set('microphone-off', this.wantsMicrophone ? null : 'yes');
    this.#restart();
  }

  toggleCamera() {
    this.wantsCamera = !this.wantsCamera;
    lasting.set('camera-off', this.wantsCamera ? null : 'yes');
    this.#restart();
  }

  /** Another device was chosen. */
  deviceChanged() {
    this.#restart();
  }

  /** Who asks for the mirror wants to see something in it. */
  #startBoth() {
    if (!this.wantsMicrophone && !this.wantsCamera) {
      this.toggleMicrophone();
      this.toggleCamera();
    }
    void this.start();
  }

  /** A mirror that was not opened stays closed; the choice is kept for the call. */
  #restart() {
    if (this.#frame.dataset.state === 'off' && !this.#stream) {
      this.#show('off');
      void this.startIfAllowed();
    } else {
      void this.start();
    }
  }

  /** @param {{ audio: boolean, video: boolean }} wishes */
  #constraints({ audio, video }) {
    const { microphone, camera } = this.#devices().selected;
    return {
      audio: audio && (microphone ? { deviceId: microphone } : true),
      video: video && (camera ? { deviceId: camera } : true),
    };
  }

  /** @param {MediaStream} stream */
  #use(stream) {
    this.#stream = stream;
    this.#video.srcObject = stream;
    this.#endMeter = watchLevel(stream, showLevel);
    this.#show(stream.getVideoTracks().length > 0 ? 'on' : 'sound');
  }

  #release() {
    this.#endMeter();
    this.#endMeter = () => {};
    this.#stream?.getTracks().forEach((track) => track.stop());
    this.#stream = null;
    this.#video.srcObject = null;
  }

  /**
   * @param {'off' | 'starting' | 'on' | 'sound' | 'failed'} state
   * @param {string} [words]
   */
  #show(state, words) {
    this.#frame.dataset.state = state;
    setControl(button('preview-mic'), this.wantsMicrophone, LOOKS.microphone);
    setControl(button('preview-camera'), this.wantsCamera, LOOKS.camera);
    html('preview-words').textContent = words ?? this.#invitation(state);
    button('preview-start').hidden = state !== 'off' && state !== 'failed';
    button('preview-start').textContent = state === 'failed' ? 'Try again' : this.#startLabel();
  }

  /** @param {string} state */
  #invitation(state) {
    if (state === 'starting') {
      return 'Opening …';
    }
    if (state === 'sound') {
      return 'Your camera is off. You will be heard, not seen.';
    }
    return this.wantsMicrophone || this.wantsCamera
      ? 'See and hear yourself before anybody else does.'
      : 'Camera and microphone are off. You will only watch and listen.';
  }

  #startLabel() {
    const wanted = [this.wantsCamera ? 'camera' : '', this.wantsMicrophone ? 'microphone' : ''].filter(Boolean);
    return wanted.length === 0 ? 'Turn on camera and microphone' : `Turn on ${wanted.join(' and ')}`;
  }
}

/** @param {number} level */
function showLevel(level) {
  const meter = html('mic-level');
  meter.style.setProperty('--level', level.toFixed(2));
  meter.setAttribute('aria-valuenow', String(Math.round(level * 100)));
}
