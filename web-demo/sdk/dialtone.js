/** The Dialtone SDK: calls between browsers, over a Dialtone server. See docs/sdk.md. */
export { Call } from './call.js';
export { Dialtone } from './client.js';
export { Devices } from './devices.js';
export { DialtoneError } from './errors.js';
export {
  ChatEvent,
  DialtoneErrorEvent,
  IncomingCallEvent,
  ParticipantEvent,
  StateChangeEvent,
  TrackEvent,
} from './events.js';
export { Participant } from './participant.js';
export { Room } from './room.js';
