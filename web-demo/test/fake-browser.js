/** Modules are loaded on the way, which takes its time on a busy machine. */
const PATIENCE_MS = 10_000;

let lastId = 0;

export class FakeTrack extends EventTarget {
  constructor(kind, id = `${kind}-${++lastId}`) {
    super();
    Object.assign(this, { kind, id, enabled: true, readyState: 'live', onended: null });
  }
  stop() {
    this.readyState = 'ended';
  }
  /** The device is pulled out. */
  vanish() {
    this.readyState = 'ended';
    return this.onended?.();
  }
}

export class FakeStream {
  constructor(tracks = []) {
    this.tracks = new Set(tracks);
  }
  getTracks() {
    return [...this.tracks];
  }
  getAudioTracks() {
    return this.getTracks().filter(({ kind }) => kind === 'audio');
  }
  getVideoTracks() {
    return this.getTracks().filter(({ kind }) => kind === 'video');
  }
  addTrack(track) {
    this.tracks.add(track);
  }
  removeTrack(track) {
    this.tracks.delete(track);
  }
}

class FakeChannel {
  readyState = 'connecting';
  sent = [];
  send(data) {
    this.sent.push(data);
    this.other?.onmessage?.({ data });
  }
  close() {
    this.readyState = 'closed';
  }
  open(other) {
    this.other = other;
    this.readyState = 'open';
    this.onopen?.();
  }
}

/** As much of an RTCDTMFSender as keys need: a test says when the tones are over. */
class FakeToneSender extends EventTarget {
  canInsertDTMF = true;
  inserted = [];
  insertDTMF(tones, duration, gap) {
    this.inserted.push({ tones, duration, gap });
  }
  over() {
    this.dispatchEvent(Object.assign(new Event('tonechange'), { tone: '' }));
  }
}

const sends = (direction) => direction === 'sendrecv' || direction === 'sendonly';

const receives = (direction) => direction === 'sendrecv' || direction === 'recvonly';

/**
 * As much of an RTCPeerConnection as negotiation needs: signaling states with implicit descriptions
 * and rollback, transceivers with their directions, ICE generations, `negotiationneeded`.
 * Descriptions are lines: `a=ice-ufrag:…`, and `m=<kind> <direction>` with `a=mid:…`.
 */
export class FakePeerConnection extends EventTarget {
  static all = [];
  signalingState = 'stable';
  connectionState = 'new';
  iceConnectionState = 'new';
  /** What has come, in the statistics. */
  packetsReceived = 0;
  localDescription = null;
  remoteDescription = null;
  candidates = [];
  restarts = 0;
  rollbacks = 0;
  channel = null;
  #transceivers = [];
  #ufrag = `ufrag${++lastId}`;
  #needed = false;
  #pendingOffer = null;

  constructor(configuration) {
    super();
    this.configuration = configuration;
    FakePeerConnection.all.push(this);
  }
  getConfiguration() {
    return this.configuration;
  }
  setConfiguration(configuration) {
    this.configuration = configuration;
  }
  createDataChannel(label, options) {
    this.channel = Object.assign(new FakeChannel(), { label, options });
    this.#need();
    return this.channel;
  }
  getTransceivers() {
    return this.#transceivers;
  }
  getSenders() {
    return this.#transceivers.map(({ sender }) => sender);
  }
  addTrack(track) {
    this.#transceiver(track.kind, 'sendrecv').sender.track = track;
    this.#need();
  }
  restartIce() {
    this.restarts++;
    this.#ufrag = `ufrag${++lastId}`;
    this.#need();
  }
  get ufrag() {
    return this.#ufrag;
  }
  async setLocalDescription() {
    await null;
    this.#mustBeOpen();
    const isAnswer = this.signalingState === 'have-remote-offer';
    const lines = this.#transceivers.flatMap(({ kind, direction }, mid) => [`m=${kind} ${direction}`, `a=mid:${mid}`]);
    const sdp = [`a=ice-ufrag:${this.#ufrag}`, ...lines].join('\n');
    this.localDescription = { type: isAnswer ? 'answer' : 'offer', sdp };
    this.#needed = false;
    if (isAnswer) {
      this.#agree(this.#pendingOffer);
    } else {
      this.signalingState = 'have-local-offer';
    }
  }
  async setRemoteDescription({ type, sdp }) {
    await null;
    this.#mustBeOpen();
    this.remoteDescription = { type, sdp };
    if (/answer$/.test(type)) {
      if (!/^have-(local-offer|remote-pranswer)$/.test(this.signalingState)) {
        throw new DOMException(`no answer is awaited in ${this.signalingState}`, 'InvalidStateError');
      }
      if (type === 'pranswer') {
        this.signalingState = 'have-remote-pranswer';
        return;
      }
      this.#agree(sdp);
      return;
    }
    if (this.signalingState === 'have-local-offer') {
      this.rollbacks++;
    }
    this.signalingState = 'have-remote-offer';
    this.#pendingOffer = sdp;
    this.#lines(sdp).forEach(({ kind }) => this.#transceiver(kind, 'recvonly'));
  }
  async addIceCandidate(candidate) {
    this.candidates.push(candidate);
  }
  async getStats() {
    return new Map([['in', { type: 'inbound-rtp', packetsReceived: this.packetsReceived }]]);
  }
  close() {
    this.connectionState = 'closed';
    this.signalingState = 'closed';
  }
  /** What ICE and DTLS come to. */
  become(connectionState) {
    this.connectionState = connectionState;
    this.onconnectionstatechange?.();
    this.dispatchEvent(new Event('connectionstatechange'));
  }
  becomeIce(iceConnectionState) {
    this.iceConnectionState = iceConnectionState;
    this.dispatchEvent(new Event('iceconnectionstatechange'));
  }
  gather(candidate, usernameFragment = this.#ufrag) {
    this.onicecandidate?.({ candidate: { candidate, sdpMid: '0', sdpMLineIndex: 0, usernameFragment } });
  }

  #mustBeOpen() {
    if (this.signalingState === 'closed') {
      throw new DOMException('closed', 'InvalidStateError');
    }
  }
  #transceiver(kind, direction) {
    let transceiver = this.#transceivers.find((known) => known.kind === kind);
    if (!transceiver) {
      const connection = this;
      transceiver = {
        kind,
        currentDirection: null,
        receiver: { track: new FakeTrack(kind) },
        sender: {
          track: null,
          parameters: { encodings: [{ active: true }] },
          getParameters() {
            return structuredClone(this.parameters);
          },
          async setParameters(parameters) {
            this.parameters = parameters;
          },
          dtmf: kind === 'audio' ? new FakeToneSender() : null,
          async replaceTrack(track) {
            this.track = track;
          },
        },
        get direction() {
          return direction;
        },
        set direction(wished) {
          direction = wished;
          connection.#need();
        },
      };
      this.#transceivers.push(transceiver);
    }
    return transceiver;
  }
  #lines(sdp) {
    return [...sdp.matchAll(/^m=(\w+) (\w+)$/gm)].map(([, kind, direction]) => ({ kind, direction }));
  }
  #agree(remote) {
    const directions = new Map(this.#lines(remote).map(({ kind, direction }) => [kind, direction]));
    for (const transceiver of this.#transceivers) {
      const other = directions.get(transceiver.kind);
      if (other) {
        const out = sends(transceiver.direction) && receives(other);
        const back = sends(other) && receives(transceiver.direction);
        transceiver.currentDirection = out ? (back ? 'sendrecv' : 'sendonly') : back ? 'recvonly' : 'inactive';
      } else {
        this.#needed = true;
      }
    }
    this.signalingState = 'stable';
    this.#fire();
  }
  #need() {
    this.#needed = true;
    this.#fire();
  }
  #fire() {
    setImmediate(() => {
      if (this.#needed && this.signalingState === 'stable') {
        this.#needed = false;
        this.onnegotiationneeded?.();
      }
    });
  }
}

/** The globals that the SDK finds in a browser. */
export function installBrowser() {
  FakePeerConnection.all = [];
  const page = new EventTarget();
  const mediaDevices = Object.assign(new EventTarget(), {
    opened: [],
    /** A DOMException to be thrown instead, by kind. */
    failures: {},
    async getUserMedia(constraints) {
      await null;
      const kinds = ['audio', 'video'].filter((kind) => constraints[kind]);
      for (const kind of kinds) {
        if (mediaDevices.failures[kind]) {
          throw mediaDevices.failures[kind];
        }
      }
      const tracks = kinds.map((kind) => Object.assign(new FakeTrack(kind), { asked: constraints[kind] }));
      mediaDevices.opened.push(...tracks);
      return new FakeStream(tracks);
    },
    async getDisplayMedia() {
      const track = new FakeTrack('video');
      mediaDevices.opened.push(track);
      return new FakeStream([track]);
    },
    async enumerateDevices() {
      return [
        { kind: 'audioinput', deviceId: 'mic1', label: 'Microphone' },
        { kind: 'videoinput', deviceId: 'cam1', label: 'Camera' },
        { kind: 'audiooutput', deviceId: 'out1', label: 'Speaker' },
      ];
    },
  });
  Object.defineProperty(globalThis, 'navigator', { value: { mediaDevices }, configurable: true });
  Object.assign(globalThis, {
    isSecureContext: true,
    location: { href: 'https://gw.example.com/page', protocol: 'https:', origin: 'https://gw.example.com' },
    document: Object.assign(new EventTarget(), { visibilityState: 'visible' }),
    addEventListener: page.addEventListener.bind(page),
    RTCPeerConnection: FakePeerConnection,
    MediaStream: FakeStream,
    fetch: async () => {
      throw new TypeError('network');
    },
  });
  return { page, mediaDevices };
}

/** Lets everything happen that does not wait for time. */
export async function settle() {
  for (let turn = 0; turn < 30; turn++) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Waits until it is so. */
export async function until(condition, what = String(condition)) {
  const end = performance.now() + PATIENCE_MS;
  while (performance.now() < end) {
    if (await condition()) {
      return;
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error(`It did not happen: ${what}`);
}
