/** What arrives is looked at so often. */
const LOOK_MS = 300;
/** What flowed and then does not for so long has lost its way, or the other side has nothing to send. */
const STALL_MS = 1_200;

/**
 * Tells when what flowed from the other side stops: a browser itself takes more than six seconds to notice that a
 * network is gone.
 *
 * @param {RTCPeerConnection} connection
 * @param {object} on
 * @param {() => void} on.flows told again and again
 * @param {() => void} on.stalls told once, until it flows again
 * @returns {ReturnType<typeof setInterval>}
 */
export function watchFlow(connection, on) {
  let newest = 0;
  let at = 0;
  let isTold = true;
  return setInterval(async () => {
    const count = await packets(connection);
    const now = Date.now();
    if (count !== newest) {
      newest = count;
      at = now;
      isTold = !count;
      if (count) {
        on.flows();
      }
    } else if (!isTold && now - at > STALL_MS) {
      isTold = true;
      on.stalls();
    }
  }, LOOK_MS);
}

/**
 * How many packets of sound and picture have come, where any may come; 0 for none. What receivers tell of themselves
 * would do, but Chromium's know nothing of streams that were not announced by their number, as those of phones.
 * @param {RTCPeerConnection} connection
 */
export async function packets(connection) {
  const mayCome = connection
    .getTransceivers()
    .some(({ currentDirection }) => currentDirection === 'sendrecv' || currentDirection === 'recvonly');
  let count = 0;
  if (mayCome) {
    (await connection.getStats()).forEach(({ type, packetsReceived }) => {
      count += type === 'inbound-rtp' ? packetsReceived : 0;
    });
  }
  return count;
}
