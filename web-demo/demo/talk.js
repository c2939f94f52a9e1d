/** @file A call or a room as the stage sees it: who is there, how to name it, and why it ended. */

import { nameOf } from './people.js';
import { endWords, errorWords } from './words.js';

/** @typedef {import('../sdk/dialtone.js').Call} Call */
/** @typedef {import('../sdk/dialtone.js').Room} Room */
/** @typedef {import('../sdk/dialtone.js').Participant} Participant */
/** @typedef {import('./tile.js').Face} Face */
/** @typedef {{ reason: string, title: string, text: string, again: string }} Ending */

/**
 * @typedef {object} Talk
 * @property {'call' | 'room'} kind
 * @property {Call | Room} target what its controls act on
 * @property {string} title
 * @property {string} who the other side, or the room
 * @property {() => Participant[]} others
 * @property {() => boolean} isOver
 * @property {() => Promise<void>} leave
 * @property {Promise<void>} over resolves when it is
 * @property {() => Ending} ending
 */

/**
 * @param {Call} call
 * @returns {Talk}
 */
export function talkOfCall(call) {
  let byMe = false;
  const who = () => nameOf(call.remote.identity);
  return {
    kind: 'call',
    target: call,
    get title() {
      return who();
    },
    get who() {
      return who();
    },
    others: () => [call.remote],
    isOver: () => call.state === 'ended',
    leave: () => {
      byMe = true;
      return call.hangup();
    },
    over: call.ended.then(() => {}),
    ending: () => {
      const reason = call.endReason ?? 'hangup';
      const { what, todo = '' } = errorWords(call.error ?? call.endMessage);
      const isPhone = !call.remote.identity.address.startsWith('user:');
      const words = endWords(reason, { who: who(), byMe, message: `${what} ${todo}`.trim(), isPhone });
      return { reason, again: byMe || call.direction === 'inbound' ? 'Call back' : 'Call again', ...words };
    },
  };
}

/**
 * @param {Room} room
 * @returns {Talk}
 */
export function talkOfRoom(room) {
  return {
    kind: 'room',
    target: room,
    title: room.name,
    who: room.name,
    others: () => [...room.participants.values()],
    isOver: () => room.state === 'left',
    leave: () => room.leave(),
    over: room.left,
    ending: () => {
      const again = 'Join again';
      if (!room.error) {
        return { reason: 'left', title: `You left ${room.name}`, text: 'Its link stays good. Come back whenever you like.', again };
      }
      const { what, todo = '' } = errorWords(room.error);
      return { reason: room.error.code, title: `Not in ${room.name}`, text: `${what} ${todo}`.trim(), again };
    },
  };
}

/**
 * Everybody of a talk as tiles, the others first.
 *
 * @param {Talk} talk
 * @param {{ name: string, address: string, mirror: MediaStream }} me
 * @returns {Face[]}
 */
export function facesOf({ target, kind, others }, me) {
  /** @type {Face} */
  const self = {
    id: 'self',
    name: me.name,
    address: me.address,
    stream: mirrorOf(target, me.mirror),
    isSelf: true,
    isMuted: target.muted,
    isScreen: target.sharing,
    isRinging: false,
    state: 'connected',
    words: target.sharing ? 'You share your screen' : '',
  };
  const isRinging = kind === 'call' && ['new', 'dialing', 'ringing'].includes(target.state);
  return [...others().map((other) => faceOf(other, isRinging)), self];
}

/**
 * @param {Participant} other
 * @param {boolean} isRinging
 * @returns {Face}
 */
function faceOf(other, isRinging) {
  return {
    id: other.id || 'remote',
    name: nameOf(other.identity),
    address: other.identity.address,
    stream: other.stream,
    isSelf: false,
    isMuted: other.muted,
    isScreen: other.sharing,
    isRinging,
    state: other.state,
    words: other.state === 'reconnecting' ? 'The connection broke. Trying again …' : '',
  };
}

/**
 * What this side sends, with one picture: the screen while it is shared.
 *
 * @param {Call | Room} target
 * @param {MediaStream} mirror is filled with it
 */
function mirrorOf({ localStream, sharing }, mirror) {
  const isScreen = (/** @type {MediaStreamTrack} */ track) => Boolean(track.getSettings().displaySurface);
  const pictures = localStream.getVideoTracks();
  const picture = pictures.find((track) => isScreen(track) === sharing) ?? pictures.at(-1);
  const wanted = new Set([...localStream.getAudioTracks(), ...(picture ? [picture] : [])]);
  mirror.getTracks().filter((track) => !wanted.has(track)).forEach((track) => mirror.removeTrack(track));
  wanted.forEach((track) => mirror.addTrack(track));
  return mirror;
}
