/** @typedef {RTCIceCandidateInit & { candidate: string }} Candidate */

/** The server takes so many in one message. */
const MAX_BATCH = 64;
/** How long a message waits for the answer to the one before, so that fewer have more in them. */
const GATHERING_MS = 10;
/** What is kept for descriptions that have not come; more than any browser gathers. */
const MAX_EARLY = 200;

/**
 * The ICE generations a description speaks of.
 * @param {string} sdp
 */
function generationsOf(sdp) {
  return [...sdp.matchAll(/^a=ice-ufrag:(\S+)/gm)].map((match) => match[1]);
}

/**
 * The generation a candidate belongs to; empty when the browser does not say.
 * @param {Candidate} candidate
 */
function generationOf({ usernameFragment, candidate }) {
  return usernameFragment ?? / ufrag (\S+)/.exec(candidate)?.[1] ?? '';
}

/**
 * This side's candidates on their way: at once, but none before the description of its generation.
 * While one message is unanswered, what is gathered meanwhile collects for the next, but not for long: the other side
 * may wait for just that one.
 */
export class OutgoingCandidates {
  /** @type {Set<string>} */
  #described = new Set();
  /** @type {Candidate[]} */
  #waiting = [];
  #isSending = false;
  #send;

  /** @param {(candidates: Candidate[]) => Promise<unknown>} send */
  constructor(send) {
    this.#send = send;
  }

  /** @param {RTCIceCandidate | null} gathered as in the event of an RTCPeerConnection */
  gathered(gathered) {
    if (gathered) {
      const { candidate, sdpMid, sdpMLineIndex, usernameFragment } = gathered;
      this.#waiting.push({ candidate, sdpMid, sdpMLineIndex, usernameFragment });
      this.#flush();
    }
  }

  /** A description has been sent. @param {string} sdp */
  described(sdp) {
    this.#described = new Set(generationsOf(sdp));
    this.#flush();
  }

  async #flush() {
    if (this.#isSending) {
      return;
    }
    this.#isSending = true;
    for (;;) {
      const batch = this.#waiting.filter((candidate) => this.#mayGo(candidate));
      batch.splice(MAX_BATCH);
      if (batch.length === 0) {
        break;
      }
      this.#waiting = this.#waiting.filter((candidate) => !batch.includes(candidate));
      await Promise.race([this.#send(batch), new Promise((resolve) => setTimeout(resolve, GATHERING_MS))]);
    }
    this.#isSending = false;
  }

  /** @param {Candidate} candidate */
  #mayGo(candidate) {
    const generation = generationOf(candidate);
    return generation === '' ? this.#described.size > 0 : this.#described.has(generation);
  }
}

/**
 * The other side's candidates: those of the current generation are used, those of one before are
 * dropped, those of a description that has not come yet wait for it.
 */
export class RemoteCandidates {
  /** @type {Set<string>} */
  #current = new Set();
  /** @type {Set<string>} */
  #past = new Set();
  /** @type {Candidate[]} */
  #early = [];
  #add;

  /** @param {(candidate: Candidate) => Promise<void>} add */
  constructor(add) {
    this.#add = add;
  }

  /** The browser takes them in their order, and need not be waited for after each. @param {Candidate[]} candidates */
  receive(candidates) {
    const added = [];
    for (const candidate of candidates) {
      const generation = generationOf(candidate);
      if (this.#past.has(generation)) {
        continue;
      }
      const isCurrent = generation === '' ? this.#current.size > 0 : this.#current.has(generation);
      if (isCurrent) {
        added.push(this.#add(candidate));
      } else if (this.#early.length < MAX_EARLY) {
        this.#early.push(candidate);
      }
    }
    return Promise.all(added);
  }

  /** The remote description has been set. @param {string} sdp */
  described(sdp) {
    const now = new Set(generationsOf(sdp));
    this.#current.forEach((generation) => now.has(generation) || this.#past.add(generation));
    this.#current = now;
    return this.receive(this.#early.splice(0));
  }
}
