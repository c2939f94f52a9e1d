/** @file What arrives on a page, seen and heard there: pictures, tones, and the way they took. */

import assert from 'node:assert/strict';
import { eventually } from './eventually.js';

/** How far from a tone the loudest one may be: the step of the search. */
const STEP_HERTZ = 20;
/** Below this (of 1) there is no sound; browsers turn a steady tone down to about 0.04. */
const SILENCE = 0.002;
const LISTEN_MS = 600;
/** Of 255: black is 0 in what a video element shows. */
const BLACK = 20;
const NEW_FRAMES = 5;
/** A busy machine needs a while until sound and picture flow. */
const MEDIA_MS = 45_000;

/**
 * Waits until an element of the page plays a tone.
 *
 * @param {import('puppeteer-core').Page} page
 * @param {string} selector of an audio or video element, `>>>` leads into shadows
 * @param {number} hertz
 */
export function hears(page, selector, hertz) {
  return eventually(`a tone of ${hertz} Hz in ${selector}`, () => listen(page, selector), {
    until: (heard) => heard.level > SILENCE && Math.abs(heard.loudest - hertz) <= STEP_HERTZ,
    within: MEDIA_MS,
  });
}

/** Waits until an element of the page plays a sound other than a tone, such as music. */
export function hearsOther(page, selector, hertz) {
  return eventually(`a sound other than ${hertz} Hz in ${selector}`, () => listen(page, selector), {
    until: (heard) => heard.level > SILENCE && Math.abs(heard.loudest - hertz) > STEP_HERTZ,
    within: MEDIA_MS,
  });
}

/** Waits until an element that plays sound plays none. */
export function hearsNothing(page, selector) {
  return eventually(`silence in ${selector}`, () => listen(page, selector), {
    until: ({ level }) => level < SILENCE,
    within: MEDIA_MS,
  });
}

/**
 * Measures from now on for how long an element that plays a tone is silent; Chromium only.
 *
 * @returns {Promise<() => Promise<number>>} tells the longest silence so far, in seconds
 */
export async function timesSilence(page, selector) {
  const element = await find(page, selector);
  const ear = await element.evaluateHandle((element, silence) => {
    const context = new AudioContext();
    const analyser = new AnalyserNode(context, { fftSize: 1024 });
    context.createMediaStreamSource(new MediaStream(element.srcObject.getAudioTracks())).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    const ear = { context, longest: 0 };
    let last = performance.now();
    setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      if (samples.some((sample) => Math.abs(sample) > silence)) {
        const now = performance.now();
        ear.longest = Math.max(ear.longest, now - last);
        last = now;
      }
    }, 10);
    return ear;
  }, SILENCE);
  return () => ear.evaluate(({ longest }) => longest / 1000);
}

/** Waits until an element shows new pictures that are not black. */
export async function sees(page, selector) {
  let before;
  await eventually(`moving pictures in ${selector}`, () => watch(page, selector), {
    until: ({ frames, brightness }) => {
      before ??= frames;
      return frames >= before + NEW_FRAMES && brightness > BLACK;
    },
    within: MEDIA_MS,
  });
}

/**
 * Records a little of what an element plays: its level (root mean square) and its loudest tone. It
 * goes through a recorder because Firefox runs no AudioContext without a sound card.
 */
async function listen(page, selector) {
  const element = await find(page, selector);
  return element.evaluate(
    async (element, milliseconds, step) => {
      const [track] = element.srcObject?.getAudioTracks() ?? [];
      if (!track) {
        throw new Error('it has no sound track');
      }
      const recorder = new MediaRecorder(new MediaStream([track]));
      const parts = [];
      recorder.ondataavailable = ({ data }) => parts.push(data);
      const stopped = new Promise((resolve) => (recorder.onstop = resolve));
      recorder.start();
      setTimeout(() => recorder.stop(), milliseconds);
      await stopped;
      const recording = await new Blob(parts).arrayBuffer();
      const rate = 8000;
      const decoded = await new OfflineAudioContext(1, 1, rate).decodeAudioData(recording);
      const samples = decoded.getChannelData(0);
      const level = Math.sqrt(samples.reduce((sum, x) => sum + x * x, 0) / Math.max(1, samples.length));

      // Goertzel's filter, at one frequency after the other.
      const powerAt = (hertz) => {
        const c = 2 * Math.cos((2 * Math.PI * hertz) / rate);
        let [s1, s2] = [0, 0];
        for (const x of samples) {
          [s1, s2] = [x + c * s1 - s2, s1];
        }
        return s1 * s1 + s2 * s2 - c * s1 * s2;
      };
      let [loudest, most] = [0, 0];
      for (let hertz = 200; hertz < 3000; hertz += step) {
        const power = powerAt(hertz);
        [loudest, most] = power > most ? [hertz, power] : [loudest, most];
      }
      return { level, loudest, seconds: decoded.duration };
    },
    LISTEN_MS,
    STEP_HERTZ,
  );
}

/** How many pictures an element has shown since it was first looked at, and how bright the last one is. */
async function watch(page, selector) {
  const element = await find(page, selector);
  return element.evaluate((video) => {
    if (video.framesSeen === undefined) {
      video.framesSeen = 0;
      const count = () => {
        video.framesSeen++;
        video.requestVideoFrameCallback(count);
      };
      video.requestVideoFrameCallback(count);
    }
    const canvas = Object.assign(document.createElement('canvas'), { width: 32, height: 32 });
    const context = canvas.getContext('2d');
    context.drawImage(video, 0, 0, 32, 32);
    const { data } = context.getImageData(0, 0, 32, 32);
    let sum = 0;
    for (let i = 0; i < data.length; i += 4) {
      sum += data[i] + data[i + 1] + data[i + 2];
    }
    return { frames: video.framesSeen, brightness: sum / (32 * 32 * 3) };
  });
}

async function find(page, selector) {
  const element = await page.$(selector);
  if (!element) {
    throw new Error(`nothing on the page is ${selector}`);
  }
  return element;
}

/** Keeps the page's connections where {@link pathsOf} finds them. Runs in the page, before its own scripts. */
export function rememberConnections() {
  window.connectionsOfThisPage = [];
  window.RTCPeerConnection = new Proxy(window.RTCPeerConnection, {
    construct(target, args, newTarget) {
      const connection = Reflect.construct(target, args, newTarget);
      window.connectionsOfThisPage.push(connection);
      return connection;
    },
  });
}

/**
 * How the media of each open connection of the page travels, by the browser's own statistics.
 *
 * @typedef {object} Path
 * @property {string} state of the connection
 * @property {string} local the type of the candidate in use
 * @property {string} address of this side
 * @property {string} remote
 * @property {string | undefined} relayProtocol how the browser reaches its relay, when it uses one
 * @property {string} ufrag names the generation of this side's candidates
 * @returns {Promise<Path[]>}
 */
export function pathsOf(page) {
  return page.evaluate(async () => {
    const open = window.connectionsOfThisPage.filter(({ connectionState }) => connectionState !== 'closed');
    return Promise.all(
      open.map(async (connection) => {
        const stats = [...(await connection.getStats()).values()];
        const find = (id) => stats.find((entry) => entry.id === id);
        // Chromium names the pair in the transport, Firefox marks the pair itself.
        const transport = stats.find(({ selectedCandidatePairId }) => selectedCandidatePairId);
        const pair = transport
          ? find(transport.selectedCandidatePairId)
          : stats.find(({ type, selected }) => type === 'candidate-pair' && selected);
        const local = find(pair?.localCandidateId);
        return {
          state: connection.connectionState,
          local: local?.candidateType,
          address: local?.address,
          remote: find(pair?.remoteCandidateId)?.candidateType,
          relayProtocol: local?.relayProtocol,
          ufrag: /a=ice-ufrag:(\S+)/.exec(connection.localDescription?.sdp ?? '')?.[1],
        };
      }),
    );
  });
}

/**
 * The path of a page's only call, in which nobody uses anything but relays. What the page calls the
 * other side's candidate depends on what came first: the candidate, or a check from there (`prflx`,
 * RFC 8445, section 7.3.1.3); that it is a relay's, the other page's own candidate shows.
 */
export async function relayedPathOf(page) {
  const [path] = await pathsOf(page);
  assert.equal(path.local, 'relay');
  assert.match(path.remote, /^(relay|prflx)$/);
  return path;
}
