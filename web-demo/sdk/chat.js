import { DialtoneError, wrongState } from './errors.js';

/** Both sides open the channel with this number, so that it needs no negotiation of its own. */
const CHANNEL = { negotiated: true, id: 0 };
const MAX_CHARACTERS = 8_000;

/**
 * What somebody tells the others about what they send.
 * @typedef {{ muted: boolean, sharing: boolean }} Sending
 */

/**
 * Lines of text between two peers, and what each tells the other about what it sends.
 *
 * On the wire: JSON objects, `{"text": …}` or `{"muted": …, "sharing": …}`.
 */
export class Chat {
  #channel;
  /** @type {Sending | undefined} */
  #sending;

  /**
   * @param {RTCPeerConnection} connection
   * @param {object} on
   * @param {(text: string) => void} on.text
   * @param {(sending: Sending) => void} on.sending
   */
  constructor(connection, on) {
    this.#channel = connection.createDataChannel('dialtone', CHANNEL);
    this.#channel.onopen = () => this.#sending && this.#send(this.#sending);
    this.#channel.onmessage = ({ data }) => {
      const message = parse(data);
      if (typeof message?.text === 'string') {
        on.text(message.text);
      } else if (message) {
        on.sending({ muted: message.muted === true, sharing: message.sharing === true });
      }
    };
  }

  get isOpen() {
    return this.#channel.readyState === 'open';
  }

  /** @param {string} text */
  send(text) {
    this.#send({ text });
  }

  /** Tells the other side, now or as soon as it can be told. @param {Sending} sending */
  show(sending) {
    this.#sending = sending;
    if (this.isOpen) {
      this.#send(sending);
    }
  }

  close() {
    this.#channel.onopen = this.#channel.onmessage = null;
    this.#channel.close();
  }

  /** @param {object} message */
  #send(message) {
    this.#channel.send(JSON.stringify(message));
  }
}

/**
 * Sends a line to everybody it can reach.
 * @param {string} text
 * @param {Chat[]} chats
 */
export function sendToAll(text, chats) {
  if (typeof text !== 'string' || text.length > MAX_CHARACTERS) {
    throw new DialtoneError(
      'chat/too-long',
      `A message is a text of at most ${MAX_CHARACTERS} characters; send it in parts.`,
      { action: 'fix-request' },
    );
  }
  const open = chats.filter((chat) => chat.isOpen);
  if (open.length === 0) {
    throw wrongState('There is nobody to send a message to: connect the call, or wait for others in the room.');
  }
  open.forEach((chat) => chat.send(text));
}

/**
 * @param {unknown} data
 * @returns {any} an object, or undefined for what is none of ours
 */
function parse(data) {
  try {
    const message = JSON.parse(String(data));
    return message !== null && typeof message === 'object' ? message : undefined;
  } catch {
    return undefined;
  }
}
