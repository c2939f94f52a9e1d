/** @file Real browsers with made-up microphones and cameras. */

import { launch } from 'puppeteer-core';
import { findProgram } from './programs.js';
import { toneFile } from './tone.js';

const PROGRAMS = { chromium: 'chromium', firefox: 'firefox-esr' };

/** Fewer pictures than a real camera, for machines that do other things as well. */
const FRAMES_PER_SECOND = 8;

/**
 * Starts a browser whose microphone hears a steady tone and whose camera sees moving pictures.
 *
 * @param {'chromium' | 'firefox'} kind
 * @param {number} hertz
 * @param {import('./certificate.js').Certificate} [trusted] as if a known authority had signed it
 */
export async function launchBrowser(kind, hertz, trusted) {
  const executablePath = findProgram(PROGRAMS[kind]);
  if (!executablePath) {
    throw new Error(`${PROGRAMS[kind]} is not installed: integration-tests/install installs it`);
  }
  const own = kind === 'chromium' ? chromiumOptions(hertz, trusted) : await firefoxOptions(hertz, trusted);
  return launch({ browser: kind === 'chromium' ? 'chrome' : kind, executablePath, headless: true, ...own });
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
      // Without it there is no candidate where loopback is the only interface.
      '--allow-loopback-in-peer-connection',
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
