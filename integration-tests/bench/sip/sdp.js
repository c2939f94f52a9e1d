/** @file The descriptions of both ends of a call, written for the generator's browsers and phones, and read. */

const LOOPBACK = '127.0.0.1';
const CRLF = '\r\n';

const BROWSER_CODECS = {
  relayed: ['0 126', 'a=rtpmap:0 PCMU/8000', 'a=rtpmap:126 telephone-event/8000'],
  transcoded: [
    '111 110',
    'a=rtpmap:111 opus/48000/2',
    'a=fmtp:111 minptime=10;useinbandfec=1',
    'a=rtpmap:110 telephone-event/48000',
  ],
};

function description(lines) {
  const session = ['v=0', `o=- 1 1 IN IP4 ${LOOPBACK}`, 's=-', `c=IN IP4 ${LOOPBACK}`, 't=0 0'];
  return [...session, ...lines, ''].join(CRLF);
}

/**
 * What a browser offers.
 *
 * @param {{ port: number, ufrag: string, password: string }} browser
 * @param {string} fingerprint
 * @param {'relayed' | 'transcoded'} kind
 */
export function browserOffer({ port, ufrag, password }, fingerprint, kind) {
  const [formats, ...codecs] = BROWSER_CODECS[kind];
  return description([
    'a=group:BUNDLE 0',
    `m=audio ${port} UDP/TLS/RTP/SAVPF ${formats}`,
    'a=mid:0',
    'a=sendrecv',
    'a=rtcp-mux',
    ...codecs,
    `a=ice-ufrag:${ufrag}`,
    `a=ice-pwd:${password}`,
    `a=fingerprint:sha-256 ${fingerprint}`,
    'a=setup:actpass',
    `a=candidate:1 1 udp 2130706431 ${LOOPBACK} ${port} typ host`,
    'a=end-of-candidates',
  ]);
}

/** The payload type of a phone's telephone events in an offer; undefined when it has none. */
const eventsOf = (offer) => /a=rtpmap:(\d+) telephone-event\/8000/.exec(offer)?.[1];

/** What a phone answers: PCMU, and telephone events if they were offered. @param {number} port @param {string} offer */
export function phoneAnswer(port, offer) {
  const events = eventsOf(offer);
  return description([
    `m=audio ${port} RTP/AVP 0${events ? ` ${events}` : ''}`,
    'a=rtpmap:0 PCMU/8000',
    ...(events ? [`a=rtpmap:${events} telephone-event/8000`] : []),
    'a=ptime:20',
    'a=sendrecv',
  ]);
}

/** The port of a description's audio. @param {string} sdp */
export function audioPort(sdp) {
  const port = Number(/^m=audio (\d+)/m.exec(sdp)?.[1]);
  if (!(port > 0)) {
    throw new Error(`there is no port of audio in ${sdp}`);
  }
  return port;
}

/**
 * What a server answers a browser.
 *
 * @param {string} sdp
 * @returns {{ port: number, ufrag: string, password: string, role: 'active' | 'passive', fingerprint: string }}
 */
export function readAnswer(sdp) {
  const value = (pattern, what) => {
    const found = pattern.exec(sdp);
    if (found === null) {
      throw new Error(`the answer to a browser has no ${what}: ${sdp}`);
    }
    return found[1];
  };
  return {
    port: audioPort(sdp),
    ufrag: value(/^a=ice-ufrag:(\S+)/m, 'ice-ufrag'),
    password: value(/^a=ice-pwd:(\S+)/m, 'ice-pwd'),
    role: value(/^a=setup:(active|passive)/m, 'setup'),
    fingerprint: value(/^a=fingerprint:sha-256 (\S+)/im, 'fingerprint of SHA-256'),
  };
}
