import { packets } from './flow.js';

/** @import { Call } from './call.js' */

/** What comes is looked for so often, and so many times: a side that has nothing to say sends nothing. */
const LOOK_MS = 10;
const MAX_LOOKS = 1_000;

/**
 * Measures how long the media of a call takes, once it is answered, and tells the server. What came about before this
 * was loaded was not measured, and is not told.
 * @param {Call} call that is being made
 */
export function watchSetup(call) {
  const connection = call.remote._peer?.connection;
  if (!connection) {
    return;
  }
  const listening = new AbortController();
  const { signal } = listening;
  /** @type {Record<string, number>} */
  const setup = {};
  /** @type {number | undefined} */
  let answeredAt;

  /** @param {string} stage */
  const reached = (stage) => {
    if (answeredAt !== undefined) {
      setup[stage] ??= Math.round(performance.now() - answeredAt);
    }
  };

  const media = async () => {
    for (let looks = 0; looks < MAX_LOOKS && !signal.aborted; looks++) {
      if (await packets(connection)) {
        reached('firstMedia');
        break;
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
    if (!signal.aborted) {
      listening.abort();
      // A server that does not want to know changes nothing.
      call._context.request('call.report', { call: call.id, setup }).catch(() => {});
    }
  };

  call.addEventListener(
    'statechange',
    ({ state }) => {
      if (state === 'connecting') {
        answeredAt = performance.now();
      } else if (state === 'ended') {
        listening.abort();
      }
    },
    { signal },
  );
  connection.addEventListener(
    'iceconnectionstatechange',
    () => {
      if (/^(connected|completed)$/.test(connection.iceConnectionState)) {
        reached('ice');
      }
    },
    { signal },
  );
  connection.addEventListener(
    'connectionstatechange',
    () => {
      if (connection.connectionState === 'connected' && answeredAt !== undefined && setup.dtls === undefined) {
        reached('dtls');
        void media();
      }
    },
    { signal },
  );
}
