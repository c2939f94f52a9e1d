/** @file Reads from a connection's statistics how its media travels. */

/**
 * @typedef {object} Path
 * @property {'direct' | 'relay'} route
 * @property {'udp' | 'tcp' | 'tls'} protocol on this side: with a relay, how this browser reaches it
 * @property {number | null} roundTripMs
 * @property {string} local
 * @property {string} remote
 */

/**
 * @typedef {object} Flow what was received or sent so far
 * @property {number} bytesIn
 * @property {number} bytesOut
 * @property {number} packetsIn
 * @property {number} packetsLost
 * @property {string} pictureIn for example `1280 × 720, 30 per second`
 * @property {string} pictureOut
 * @property {string} codecs
 * @property {number} atMs
 */

/**
 * The path that is in use; null while there is none.
 *
 * @param {RTCStatsReport} report
 * @returns {Path | null}
 */
export function pathOf(report) {
  const pair = selectedPair(report);
  const local = pair && report.get(pair.localCandidateId);
  const remote = pair && report.get(pair.remoteCandidateId);
  if (!local || !remote) {
    return null;
  }
  const isRelay = local.candidateType === 'relay' || remote.candidateType === 'relay';
  const roundTrip = pair.currentRoundTripTime;
  return {
    route: isRelay ? 'relay' : 'direct',
    protocol: (local.candidateType === 'relay' && local.relayProtocol) || local.protocol,
    roundTripMs: typeof roundTrip === 'number' ? Math.round(roundTrip * 1000) : null,
    local: describe(local),
    remote: describe(remote),
  };
}

/**
 * Chromium names the pair in the transport, Firefox marks the pair itself.
 *
 * @param {RTCStatsReport} report
 */
function selectedPair(report) {
  for (const stats of report.values()) {
    if (stats.type === 'transport' && stats.selectedCandidatePairId) {
      return report.get(stats.selectedCandidatePairId);
    }
  }
  for (const stats of report.values()) {
    if (stats.type === 'candidate-pair' && stats.selected) {
      return stats;
    }
  }
  return undefined;
}

/** @param {{ candidateType: string, address?: string, port?: number }} candidate */
function describe(candidate) {
  const kind = { host: 'own address', srflx: 'address behind NAT', prflx: 'address behind NAT', relay: 'relay' };
  const words = kind[/** @type {keyof typeof kind} */ (candidate.candidateType)] ?? candidate.candidateType;
  const { address, port } = candidate;
  return address ? `${address.includes(':') ? `[${address}]` : address}:${port} (${words})` : words;
}

/**
 * @param {RTCStatsReport} report
 * @returns {Flow}
 */
export function flowOf(report) {
  /** @type {Flow} */
  const flow = { bytesIn: 0, bytesOut: 0, packetsIn: 0, packetsLost: 0, pictureIn: '', pictureOut: '', codecs: '', atMs: 0 };
  /** @type {Set<string>} */
  const codecs = new Set();
  for (const stats of report.values()) {
    const isIn = stats.type === 'inbound-rtp';
    if (!isIn && stats.type !== 'outbound-rtp') {
      continue;
    }
    flow.atMs = stats.timestamp;
    if (isIn) {
      flow.bytesIn += stats.bytesReceived ?? 0;
      flow.packetsIn += stats.packetsReceived ?? 0;
      flow.packetsLost += Math.max(0, stats.packetsLost ?? 0);
      flow.pictureIn ||= pictureOf(stats);
    } else {
      flow.bytesOut += stats.bytesSent ?? 0;
      flow.pictureOut ||= pictureOf(stats);
    }
    const codec = report.get(stats.codecId)?.mimeType;
    if (codec) {
      codecs.add(codec.split('/')[1] ?? codec);
    }
  }
  flow.codecs = [...codecs].join(', ');
  return flow;
}

/** @param {{ frameWidth?: number, frameHeight?: number, framesPerSecond?: number }} stats */
function pictureOf({ frameWidth, frameHeight, framesPerSecond }) {
  if (!frameWidth || !frameHeight) {
    return '';
  }
  const rate = framesPerSecond ? `, ${Math.round(framesPerSecond)} per second` : '';
  return `${frameWidth} × ${frameHeight}${rate}`;
}
