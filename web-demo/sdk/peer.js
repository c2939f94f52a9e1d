import { OutgoingCandidates, RemoteCandidates } from './candidates.js';
import { Chat } from './chat.js';
import { toDialtoneError } from './errors.js';
import { Recovery } from './recovery.js';

/**
 * How a peer reaches the other side.
 * @typedef {object} Signaling
 * @property {(description: RTCSessionDescription) => Promise<unknown>} describe
 * @property {(candidates: import('./candidates.js').Candidate[]) => Promise<unknown>} trickle
 * @property {() => Promise<RTCIceServer[]>} freshIceServers
 * @property {() => Promise<boolean>} reach waits until the server is reached: whether it had to be connected to anew
 * @property {(isHeld: boolean) => void} [held] after each negotiation: whether the other side holds
 */

/**
 * @typedef {object} PeerHandlers
 * @property {(state: import('./recovery.js').PathState) => void} state
 * @property {(type: 'trackadd' | 'trackremove', track: MediaStreamTrack) => void} track
 * @property {(text: string) => void} text
 * @property {(sending: import('./chat.js').Sending) => void} sending
 * @property {(error: import('./errors.js').DialtoneError) => void} error
 */

/** @typedef {'audio' | 'video'} Kind */

let isWarm = false;

/** @type {typeof import('./ahead.js').ahead | undefined} once it is loaded */
export let ahead;

/** Loads what calls need, and lets the browser do so: its first connection takes longer than all else in a call. */
export function warmUp() {
  if (!isWarm && globalThis.RTCPeerConnection) {
    isWarm = true;
    new RTCPeerConnection().close();
    import('./ahead.js').then((loaded) => (ahead = loaded.ahead), () => {});
  }
}

/**
 * The media connection to one other side: one audio, one video and one data channel.
 *
 * Either side may renegotiate at any time. When both do at once, the polite one takes its offer back
 * and makes it again afterwards. Descriptions are handled one after another, as they came.
 */
export class Peer {
  #connection;
  #polite;
  #awaitsOffer;
  #isPhone;
  #stream;
  #signaling;
  #on;
  #outgoing;
  #candidates;
  #recovery;
  #chat;
  #isOffering = false;
  #ignoresOffer = false;
  /** @type {Recovery | undefined} once there is something to hear: a call that begins ahead may be connected before */
  #agreed;
  #isHeld = false;
  /** @type {Promise<ReturnType<typeof setInterval> | undefined> | undefined} */
  #flow;
  /** @type {Promise<boolean> | undefined} */
  #reaching;
  #closed = false;
  /** @type {Promise<unknown>} what is handled of the other side's messages, one after another */
  #work = Promise.resolve();

  /**
   * @param {object} options
   * @param {RTCConfiguration} options.configuration
   * @param {boolean} options.polite
   * @param {boolean} options.awaitsOffer whether the other side makes the first offer
   * @param {boolean} [options.isPhone] whether it can do nothing but sound: what else is offered and refused
   *     would be offered again for ever
   * @param {MediaStream} options.stream gets the other side's tracks
   * @param {Signaling} signaling
   * @param {PeerHandlers} on
   */
  constructor({ configuration, polite, awaitsOffer, isPhone, stream }, signaling, on) {
    this.#polite = polite;
    this.#awaitsOffer = awaitsOffer;
    this.#isPhone = isPhone;
    this.#stream = stream;
    this.#signaling = signaling;
    this.#on = on;
    const connection = new RTCPeerConnection(configuration);
    this.#connection = connection;
    this.#outgoing = new OutgoingCandidates((batch) => this.#trickle(batch));
    this.#candidates = new RemoteCandidates((candidate) => this.#addCandidate(candidate));
    this.#recovery = new Recovery(polite && !isPhone, {
      state: (state) => this.#pathChanged(state),
      restart: (isQuick) => this.#restart(isQuick),
    });
    this.#chat = isPhone ? undefined : new Chat(connection, on);
    connection.onnegotiationneeded = () => this.#offer();
    // A phone's end, which is the server's, learns them from the checks.
    connection.onicecandidate = isPhone ? null : ({ candidate }) => this.#outgoing.gathered(candidate);
    connection.onconnectionstatechange = () => this.#agreed?.changed(connection.connectionState);
  }

  get chat() {
    return this.#chat;
  }

  get state() {
    return this.#recovery.state;
  }

  /** @internal For what phones are capable of, see phone.js. */
  get connection() {
    return this.#connection;
  }

  getStats() {
    return this.#connection.getStats();
  }

  /**
   * Sends this track from now on, or nothing of its kind.
   * @param {Kind} kind
   * @param {MediaStreamTrack | null} track
   * @param {MediaStream} stream it is shown to the other side as part of
   */
  async send(kind, track, stream) {
    if (this.#isPhone && kind === 'video') {
      return;
    }
    const transceiver = this.#transceivers().find(({ receiver }) => receiver.track.kind === kind);
    if (!transceiver) {
      if (track) {
        this.#connection.addTrack(track, stream);
      }
      return;
    }
    this.#direct(transceiver, track);
    await transceiver.sender.replaceTrack(track);
  }

  /** Neither sends nor wants to hear anything from now on, or does again. @param {boolean} isHeld */
  hold(isHeld) {
    this.#isHeld = isHeld;
    this.#transceivers().forEach((transceiver) => this.#direct(transceiver, transceiver.sender.track));
  }

  /** @param {RTCRtpTransceiver} transceiver @param {MediaStreamTrack | null} track that it is to send */
  #direct(transceiver, track) {
    const direction = this.#isHeld ? 'inactive' : track ? 'sendrecv' : 'recvonly';
    if (transceiver.direction !== direction) {
      transceiver.direction = direction;
    }
  }

  /** @param {RTCSessionDescriptionInit} description of the other side */
  receiveDescription(description) {
    return this.#next(() => this.#describe(description));
  }

  /** @param {import('./candidates.js').Candidate[]} candidates of the other side */
  receiveCandidates(candidates) {
    return this.#next(() => this.#candidates.receive(candidates));
  }

  close() {
    this.#closed = true;
    this.#recovery.close();
    this.#flow?.then(clearInterval, () => {});
    this.#chat?.close();
    const connection = this.#connection;
    connection.onnegotiationneeded = null;
    connection.onicecandidate = null;
    connection.onconnectionstatechange = null;
    connection.close();
    this.#stream.getTracks().forEach((track) => this.#stream.removeTrack(track));
  }

  /** Makes the first offer, if that is this side's, without waiting until the browser asks for it. */
  begin() {
    if (this.#connection.getTransceivers().length > 0) {
      this.#offer();
    }
  }

  async #offer() {
    if (this.#awaitsOffer || this.#isOffering || this.#closed) {
      return;
    }
    this.#isOffering = true;
    try {
      await this.#connection.setLocalDescription();
      this.#sendDescription();
    } catch (error) {
      this.#failed(error);
    } finally {
      this.#isOffering = false;
    }
  }

  /** @param {RTCSessionDescriptionInit} description */
  async #describe(description) {
    const connection = this.#connection;
    const isOffer = description.type === 'offer';
    const collides = isOffer && (this.#isOffering || connection.signalingState !== 'stable');
    this.#ignoresOffer = collides && !this.#polite;
    if (this.#ignoresOffer) {
      return;
    }
    await connection.setRemoteDescription(description);
    const answering = isOffer && connection.setLocalDescription();
    // These come after the answer in the browser's own queue, so that it need not wait for them.
    const added = this.#candidates.described(description.sdp ?? '');
    if (answering) {
      this.#awaitsOffer = false;
      this.#recovery.restartedByOther();
      await answering;
      this.#sendDescription();
    }
    await added;
    this.#recovery.negotiated();
    this.#updateTracks();
    if (!this.#agreed) {
      (this.#agreed = this.#recovery).changed(connection.connectionState);
    }
  }

  #sendDescription() {
    const description = this.#connection.localDescription;
    if (description && !this.#closed) {
      this.#signaling.describe(description).catch((error) => this.#failed(error));
      this.#outgoing.described(description.sdp);
    }
  }

  /** @param {import('./candidates.js').Candidate[]} batch */
  async #trickle(batch) {
    if (!this.#closed) {
      await this.#signaling.trickle(batch).catch((error) => this.#failed(error));
    }
  }

  /** @param {import('./candidates.js').Candidate} candidate */
  async #addCandidate(candidate) {
    try {
      await this.#connection.addIceCandidate(candidate);
    } catch (error) {
      if (!this.#ignoresOffer) {
        this.#failed(error);
      }
    }
  }

  /** The other side's tracks are those that the negotiation lets it send. */
  #updateTracks() {
    for (const { currentDirection, receiver } of this.#transceivers()) {
      const { track } = receiver;
      const receives = currentDirection === 'sendrecv' || currentDirection === 'recvonly';
      const known = this.#stream.getTracks().includes(track);
      if (receives && !known) {
        this.#stream.addTrack(track);
        this.#on.track('trackadd', track);
      } else if (!receives && known) {
        this.#stream.removeTrack(track);
        this.#on.track('trackremove', track);
      }
    }
    this.#updateHold();
  }

  /** The other side holds when this one would send sound and may not. */
  #updateHold() {
    const isHeld = this.#transceivers().some(
      ({ receiver, direction, currentDirection }) =>
        receiver.track.kind === 'audio' && sends(direction) && currentDirection && !sends(currentDirection),
    );
    this.#signaling.held?.(isHeld);
  }

  #transceivers() {
    return this.#connection
      .getTransceivers()
      .filter(({ currentDirection }) => currentDirection !== 'stopped');
  }

  /** @param {import('./recovery.js').PathState} state */
  #pathChanged(state) {
    if (state === 'reconnecting') {
      this.#lost();
    } else if (state === 'connected') {
      this.#watch();
    }
    this.#on.state(state);
  }

  async #watch() {
    this.#flow ??= import('./flow.js').then(({ watchFlow }) =>
      this.#closed ? undefined : watchFlow(this.#connection, { flows: () => this.#recovery.flows(), stalls: () => this.#lost() }),
    );
    // Without it, a loss is noticed later.
    this.#flow.catch(() => {});
  }

  /** A network that is gone takes the way to the server with it, and an ICE restart needs that. */
  async #lost() {
    this.#reaching ??= this.#signaling.reach();
    try {
      const isNewNetwork = await this.#reaching;
      this.#recovery.stalls(isNewNetwork);
    } catch {
      // The session is over, and the call with it.
    } finally {
      this.#reaching = undefined;
    }
  }

  /** @param {boolean} isQuick not while the other side has not answered the last one */
  async #restart(isQuick) {
    if (isQuick && this.#connection.signalingState !== 'stable') {
      return;
    }
    try {
      const iceServers = await this.#signaling.freshIceServers();
      if (!this.#closed) {
        const connection = this.#connection;
        connection.setConfiguration({ ...connection.getConfiguration(), iceServers });
        connection.restartIce();
      }
    } catch (error) {
      this.#failed(error);
    }
  }

  /** @param {() => Promise<unknown>} task */
  #next(task) {
    this.#work = this.#work
      .then(() => (this.#closed ? undefined : task()))
      .catch((error) => this.#failed(error));
    return this.#work;
  }

  /** @param {unknown} error */
  #failed(error) {
    if (!this.#closed) {
      this.#on.error(toDialtoneError(error, 'media/negotiation'));
    }
  }
}

/** @param {RTCRtpTransceiverDirection} direction */
function sends(direction) {
  return direction === 'sendrecv' || direction === 'sendonly';
}
