/** @file Real browsers with made-up microphones and cameras. */

import { launch } from 'puppeteer-core';
import { findProgram } from './programs.js';
import { toneFile } from './tone.js';

const PROGRAMS = { chromium: 'chromium', firefox: 'firefox-esr' };

/** Without it there is no candidate where loopback is the only interface. */
const LOOPBACK_TOO = '--allow-loopback-in-peer-connection';

/** Fewer pictures than a real camera, for machines that do other things as well. */
const FRAMES_PER_SECOND = 8;

/**
 * Starts a browser whose microphone hears a steady tone and whose camera sees moving pictures.
 *
 * @param {'chromium' | 'firefox'} kind
 * @param {number} hertz
 * @param {object} [options]
 * @param {import('./certificate.js').Certificate} [options.trusted] as if a known authority had signed it
 * @param {import('./networks.js').Networks} [options.device] that it runs on; Chromium only
 * @param {string} [options.secure] an origin that is treated as if it were HTTPS; Chromium only
 */
export async function launchBrowser(kind, hertz, { trusted, device, secure } = {}) {
  const program = findProgram(PROGRAMS[kind]);
  if (!program) {
    throw new Error(`${PROGRAMS[kind]} is not installed: integration-tests/install installs it`);
  }
  const options = kind === 'chromium' ? chromiumOptions(hertz, trusted) : await firefoxOptions(hertz, trusted);
  const { args = [] } = options;
  const secureArgs = secure ? [`--unsafely-treat-insecure-origin-as-secure=${secure}`] : [];
  return launch({
    browser: kind === 'chromium' ? 'chrome' : kind,
    executablePath: device?.starting(PROGRAMS[kind]) ?? program,
    headless: true,
    // What runs elsewhere cannot be reached by a port of loopback, and has more interfaces than that.
    pipe: Boolean(device),
    ...options,
    args: [...args.filter((arg) => !device || arg !== LOOPBACK_TOO), ...secureArgs],
  });
}

function chromiumOptions(hertz, trusted) {
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const trusting = trusted ? [`--ignore-certificate-errors-spki-list=${trusted.keyHash}`] : [];
  return {
    defaultViewport: { width: 1280, height: 800 },
    args: [
      ...asRoot,
      ...trusting,
      `--use-fake-device-for-media-stream=fps=${FRAMES_PER_SECOND}`,
      `--use-file-for-fake-audio-capture=${toneFile(hertz)}`,
      '--use-fake-ui-for-media-stream',
      '--autoplay-policy=no-user-gesture-required',
      LOOPBACK_TOO,
    ],
  };
}

/** Relays are believed by their certificates only, so an exception for pages would not be enough. */
async function firefoxOptions(hertz, trusted) {
  return {
    defaultViewport: null,
    ...(trusted && { userDataDir: await trusted.firefoxProfile() }),
    extraPrefsFirefox: {
      'media.navigator.streams.fake': true,
      'media.navigator.permission.disabled': true,
      'media.navigator.audio.fake_frequency': hertz,
      'media.peerconnection.ice.loopback': true,
      'media.peerconnection.ice.obfuscate_host_addresses': false,
      'media.autoplay.default': 0,
      'network.manage-offline-status': false,
    },
  };
}
