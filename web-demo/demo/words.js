/** @file What states, endings and errors are called, and what to do about them. */

/** @typedef {import('./notices.js').Words} Words */

/**
 * The state of a call or room, for the line below its title.
 *
 * @param {string} state
 * @param {{ isRoom: boolean, others: number, who: string }} about
 * @returns {string}
 */
export function stateWords(state, { isRoom, others, who }) {
  switch (state) {
    case 'new':
      return 'Opening camera and microphone …';
    case 'dialing':
      return `Calling ${who} …`;
    case 'ringing':
      return `Ringing at ${who} …`;
    case 'incoming':
      return 'Answering …';
    case 'joining':
      return 'Joining …';
    case 'reconnecting':
      return 'The connection broke. Trying again …';
    case 'joined':
      return others === 0 ? 'Nobody else is here yet' : `${others + 1} people`;
    case 'connected':
      return isRoom ? 'Connected' : 'In a call';
    default:
      return '';
  }
}

/**
 * Why a call is over.
 *
 * @param {string} reason
 * @param {{ who: string, byMe: boolean, message?: string | null, isPhone?: boolean }} about message: the server's words
 * @returns {{ title: string, text: string }}
 */
export function endWords(reason, { who, byMe, message, isPhone = false }) {
  switch (reason) {
    case 'hangup':
      return { title: 'Call ended', text: byMe ? 'You hung up.' : `${who} hung up.` };
    case 'declined':
      return { title: 'Declined', text: byMe ? `You declined ${who}’s call.` : `${who} does not want to take the call now.` };
    case 'busy':
      return { title: 'Busy', text: `${who} is in another call.` };
    case 'no-answer':
      return { title: 'No answer', text: byMe ? `You did not answer ${who}.` : `${who} did not answer.` };
    case 'cancelled':
      return { title: 'Cancelled', text: byMe ? 'You hung up before an answer.' : `${who} hung up before you answered.` };
    case 'answered-elsewhere':
      return { title: 'Answered elsewhere', text: 'You took this call on another device.' };
    case 'not-found':
      return isPhone
        ? { title: 'Number not reachable', text: message || `${who} is not in use.` }
        : {
            title: 'Nobody there',
            text: `Nobody is connected as ${who}. Check the spelling; they must have this page open.`,
          };
    case 'forbidden':
      return { title: 'Not allowed', text: message || `Your ticket does not let you call ${who}.` };
    case 'signaling-lost':
      return { title: 'Connection lost', text: byMe ? 'Your connection to the server was lost.' : `${who}’s connection was lost.` };
    case 'media-failed':
      return {
        title: 'No way through',
        text:
          `No path for sound and picture was found between you and ${who}. A firewall may block both of you; ` +
          'try again through the relay only.',
      };
    case 'server-drain':
      return { title: 'The server is going away', text: 'It is being restarted. Call again in a moment.' };
    case 'unreachable':
      return { title: 'Not reachable', text: message || `${who} cannot be reached now. Try again later.` };
    case 'transferred':
      return { title: 'Transferred', text: `${who} was connected, as you asked.` };
    case 'time-limit':
      return { title: 'Time is up', text: message || 'The longest time for a call is over.' };
    case 'failed':
      return { title: 'It did not work', text: message || 'The call failed.' };
    default:
      return { title: 'Call ended', text: message || 'The call is over.' };
  }
}

/**
 * What is said of a call on hold; nothing of one that is not.
 *
 * @param {{ isHeld?: boolean, isHeldByPeer?: boolean }} call
 * @param {string} who
 */
export function holdWords({ isHeld, isHeldByPeer }, who) {
  return isHeld ? 'On hold' : isHeldByPeer ? `${who} has put you on hold` : '';
}

/**
 * What more to do about an error than its own words say, by its code.
 *
 * @type {Readonly<Record<string, string>>}
 */
const REMEDIES = {
  'media/permission-denied':
    'A camera sign in or beside the address bar leads to that setting. If the browser never asked, the system’s own ' +
    'privacy settings forbid it. With microphone and camera off you can still watch and listen.',
  'media/device-not-found': 'With microphone and camera off you can still watch and listen.',
  'browser/unsupported': 'If it is a current one, look whether an extension or a policy switched WebRTC off.',
  'signaling/unreachable': 'See whether the server is running and the network is there. The page goes on trying.',
  'signaling/overloaded': 'Try again in a few minutes.',
  'signaling/draining': 'Try again in a moment.',
  'signaling/rate-limited': 'That was a lot at once. Wait some seconds.',
  'auth/ticket-forged': 'Get a ticket from the backend of this server.',
  'auth/ticket-malformed': 'Copy all of it, from the first letter to the last.',
  'auth/forbidden-origin': 'The server lets pages of other addresses in by signaling.allowed-origins.',
  'auth/forbidden-destination': 'Your ticket names whom you may call; ask for one that allows this.',
  'auth/forbidden-presence': 'Your ticket names whom you may see; ask for one that allows this.',
  'auth/forbidden-message': 'Your ticket names whom you may write to; ask for one that allows this.',
  'auth/forbidden-room': 'Your ticket names the rooms you may join; ask for one that allows this.',
  'room/full': 'Ask somebody to leave, or meet in another room.',
};

/**
 * The words for any error.
 *
 * @param {unknown} error
 * @returns {Words}
 */
export function errorWords(error) {
  const code = codeOf(error);
  const what = error instanceof Error ? error.message : String(error);
  const todo = REMEDIES[code];
  return todo ? { what, todo, code } : { what, code };
}

/**
 * The SDK's code of an error, or none.
 *
 * @param {unknown} error
 * @returns {string}
 */
export function codeOf(error) {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/**
 * A length of time: 0:07, 12:34, 1:02:03.
 *
 * @param {number} milliseconds
 */
export function clock(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const two = (/** @type {number} */ n) => String(n).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}
