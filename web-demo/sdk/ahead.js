import './flow.js'; // each call needs these two later
import './setup.js';

/** @import { Call } from './call.js' */

/**
 * Where the media of calls to phones goes, as `session.open` tells it.
 * @typedef {{ fingerprint: string, candidates: string[], ufragPrefix: string }} Gateway
 */

/** @param {number} bytes a multiple of three, so that nothing is filled up */
function random(bytes) {
  return btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(bytes))));
}

/**
 * Lets a call to a phone begin before the server has answered: this side chooses how the gateway is known in it, so
 * that connectivity checks and keys need not wait for that. The answer then adds the sound.
 * @param {Call} call
 * @param {string} offer this side's SDP
 * @returns {{ ufrag: string, password: string } | undefined} what to ask for with the call; nothing where that cannot
 *     be done, as for an offer of more than sound or a call to a user
 */
export function ahead({ _context: { gateway }, remote }, offer) {
  const [audio, ...others] = offer.split(/^(?=m=)/m).slice(1);
  const mid = /^a=mid:(\S+)/m.exec(audio ?? '')?.[1];
  const isPhone = !/^user:/.test(remote.identity.address);
  if (!gateway || !isPhone || !audio?.startsWith('m=audio') || others.length > 0 || !mid) {
    return undefined;
  }
  const ice = { ufrag: gateway.ufragPrefix + random(9), password: random(24) };
  const sdp = [
    'v=0',
    'o=- 0 0 IN IP4 127.0.0.1',
    's=-',
    't=0 0',
    `a=group:BUNDLE ${mid}`,
    'a=ice-lite',
    // What every browser can do (RFC 7874). Nothing is sent with it before the answer, but a side of which nothing is
    // expected at first is never heard in Chromium.
    'm=audio 9 UDP/TLS/RTP/SAVPF 0',
    'c=IN IP4 0.0.0.0',
    'a=sendonly',
    'a=rtcp-mux',
    `a=mid:${mid}`,
    `a=ice-ufrag:${ice.ufrag}`,
    `a=ice-pwd:${ice.password}`,
    `a=fingerprint:${gateway.fingerprint}`,
    'a=setup:active',
    ...gateway.candidates.map((candidate) => `a=candidate:${candidate}`),
    '',
  ].join('\r\n');
  // A browser that takes no provisional answer begins with the answer.
  remote._peer?.connection.setRemoteDescription({ type: 'pranswer', sdp }).catch(() => {});
  return ice;
}
