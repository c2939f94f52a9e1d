/** @file What runs in the pages: calls by each of the libraries, and clocks that tell when something comes of them. */

/** Knows all connections of the page, so that what happens is told the same for all libraries. Runs in the page first. */
export function defineClocks() {
  const Original = window.RTCPeerConnection;
  let connections = [];
  window.RTCPeerConnection = class extends Original {
    constructor(...args) {
      super(...args);
      const times = {};
      connections.push({ connection: this, times });
      this.addEventListener('connectionstatechange', () => {
        if (this.connectionState === 'connected') {
          times.connected ??= Date.now();
        }
      });
    }
  };

  /** Whether sound has come: packets of it. */
  async function isHeard(connection) {
    const stats = [...(await connection.getStats()).values()];
    return stats.some(({ type, kind, packetsReceived }) => type === 'inbound-rtp' && kind === 'audio' && packetsReceived > 0);
  }

  window.clocks = {
    /** Waits until a connection of this page is connected and has sound. */
    async heard(within) {
      const until = Date.now() + within;
      while (Date.now() < until) {
        for (const { connection, times } of connections) {
          if (times.connected && (await isHeard(connection))) {
            return { connected: times.connected, audio: Date.now() };
          }
        }
        await new Promise((resolve) => setTimeout(resolve, 4));
      }
      throw new Error(`no call within ${within} ms`);
    },
    /** The microphone; there before anybody calls. With it, pages also tell their addresses to each other. */
    microphone() {
      return navigator.mediaDevices.getUserMedia({ audio: true });
    },
    /** Calls by `dial`, and tells when that was and what came of it. */
    async timed(dial, within) {
      const clicked = Date.now();
      await dial();
      return { clicked, ...(await this.heard(within)) };
    },
  };
}

/** By Dialtone's SDK. */
export async function defineDialtone({ ticket }) {
  const { Dialtone } = await import(new URL('/sdk/dialtone.js', location.href));
  const client = new Dialtone({ token: ticket });
  const stream = await window.clocks.microphone();
  client.addEventListener('incomingcall', ({ call }) => call.answer({ stream }));
  await client.connect();
  window.callOnce = (callee, within) =>
    window.clocks.timed(() => void client.dial(`user:${callee}`, { stream }), within);
  window.hangUp = () => client.close();
}

/** By the library of PeerJS. */
export async function definePeerJs({ user, port }) {
  const server = { host: '127.0.0.1', port, path: '/', key: 'peerjs', config: { iceServers: [] } };
  const stream = await window.clocks.microphone();
  const peer = new window.Peer(user, server);
  peer.on('call', (call) => call.answer(stream));
  await new Promise((resolve, reject) => peer.on('open', resolve).on('error', reject));
  window.callOnce = (callee, within) => window.clocks.timed(() => void peer.call(callee, stream), within);
  window.hangUp = () => peer.destroy();
}

/** By the least that WebRTC takes: descriptions and candidates as they come, over ws or socket.io. */
export async function defineSignaling({ user, kind, port }) {
  const stream = await window.clocks.microphone();
  let connection;
  let other;
  let send;
  let waiting = [];

  function begin(with_) {
    other = with_;
    connection = new RTCPeerConnection();
    connection.onicecandidate = ({ candidate }) => candidate && send(other, { candidate });
    stream.getTracks().forEach((track) => connection.addTrack(track, stream));
  }

  async function describe(description) {
    await connection.setLocalDescription(description);
    send(other, { description: connection.localDescription });
  }

  async function receive({ from, data: { description, candidate } }) {
    if (description) {
      if (!connection) {
        begin(from);
      }
      await connection.setRemoteDescription(description);
      if (description.type === 'offer') {
        await describe(await connection.createAnswer());
      }
      await Promise.all(waiting.splice(0).map((each) => connection.addIceCandidate(each)));
    } else if (connection?.remoteDescription) {
      await connection.addIceCandidate(candidate);
    } else {
      waiting.push(candidate);
    }
  }

  if (kind === 'ws') {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/?id=${user}`);
    send = (to, data) => socket.send(JSON.stringify({ to, data }));
    await new Promise((resolve) => {
      socket.onmessage = () => {
        socket.onmessage = ({ data }) => receive(JSON.parse(data));
        resolve();
      };
    });
  } else {
    const socket = window.io(`http://127.0.0.1:${port}`, { transports: ['websocket'] });
    send = (to, data) => socket.emit('signal', { to, data });
    socket.on('signal', receive);
    await new Promise((resolve) => socket.on('connect', () => socket.emit('join', user, resolve)));
  }
  window.callOnce = (callee, within) =>
    window.clocks.timed(async () => {
      begin(callee);
      await describe(await connection.createOffer());
    }, within);
  window.hangUp = () => connection.close();
}
