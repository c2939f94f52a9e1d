/** @file Several calls of one page at once, each with a tone and a codec that the page chooses, by the SDK alone. */

/** @typedef {{ number: string, tone: number }} Dialed */

/** Lets a page make calls. @param {import('puppeteer-core').Page} page @param {string} url of the server */
export async function preparePageCalls(page, url) {
  await page.goto(url);
  await page.evaluate(definePageCalls);
}

/** Runs in the page. */
function definePageCalls() {
  const context = new AudioContext();
  const describe = RTCPeerConnection.prototype.setLocalDescription;
  let wanted;
  RTCPeerConnection.prototype.setLocalDescription = function setLocalDescription(...args) {
    const isWanted = ({ mimeType }) => !wanted || [wanted.toLowerCase(), 'audio/telephone-event'].includes(mimeType.toLowerCase());
    const codecs = RTCRtpReceiver.getCapabilities('audio').codecs.filter(isWanted);
    this.getTransceivers().forEach((transceiver) => transceiver.setCodecPreferences(codecs));
    return describe.apply(this, args);
  };

  function steadyTone(frequency) {
    const out = context.createMediaStreamDestination();
    const oscillator = new OscillatorNode(context, { frequency });
    oscillator.connect(new GainNode(context, { gain: 0.4 })).connect(out);
    oscillator.start();
    return out.stream;
  }

  /** Waits until a call is connected. */
  async function talks(call) {
    const over = call.ended.then((reason) => Promise.reject(new Error(`the call ended: ${reason}, ${call.endMessage}`)));
    over.catch(() => {});
    while (call.state !== 'connected') {
      await Promise.race([new Promise((resolve) => call.addEventListener('statechange', resolve, { once: true })), over]);
    }
  }

  function ear(stream) {
    // Chromium gives sound to nobody else unless an element has it too.
    const element = Object.assign(new Audio(), { srcObject: stream });
    element.play();
    const analyser = new AnalyserNode(context, { fftSize: 32_768 });
    context.createMediaStreamSource(stream).connect(analyser);
    return { element, analyser };
  }

  /** What a connection has received and what of it was lost, in packets. */
  async function received(call) {
    const stats = [...(await call.getStats()).values()];
    const { packetsReceived, packetsLost } = stats.find(({ type }) => type === 'inbound-rtp');
    return { received: packetsReceived, lost: packetsLost };
  }

  const clients = [];
  const calls = [];
  window.pageCalls = {
    /** Calls all of them, over one session, and waits until they talk. */
    async dial(ticket, codec, numbers) {
      const { Dialtone } = await import(new URL('/sdk/dialtone.js', location.href));
      wanted = codec;
      const client = new Dialtone({ token: ticket });
      clients.push(client);
      const dialed = numbers.map(({ number, tone }) => client.dial(`tel:${number}`, { stream: steadyTone(tone) }));
      for (const call of dialed) {
        await talks(call);
        calls.push({ call, ear: ear(call.remoteStream) });
      }
    },

    /** Calls a number that nobody answers. */
    async attempt(ticket, number) {
      const { Dialtone } = await import(new URL('/sdk/dialtone.js', location.href));
      const client = new Dialtone({ token: ticket });
      const call = client.dial(`tel:${number}`, { stream: steadyTone(440) });
      call.answered.catch(() => {});
      const reason = await call.ended;
      await client.close();
      return { reason, message: call.endMessage };
    },

    /** How each of them is. */
    states() {
      return calls.map(({ call }) => call.state);
    },

    /** Waits until all are over. */
    endings() {
      return Promise.all(calls.map(async ({ call }) => ({ reason: await call.ended, message: call.endMessage })));
    },

    received() {
      return Promise.all(calls.map(({ call }) => received(call)));
    },

    /** The last that each of them was told, and its rate. */
    heard() {
      return calls.map(({ ear: { analyser } }) => {
        const samples = new Float32Array(analyser.fftSize);
        analyser.getFloatTimeDomainData(samples);
        return { samples: Array.from(samples, (x) => Math.round(x * 32_768) / 32_768), rate: context.sampleRate };
      });
    },

    async hangUp() {
      calls.length = 0;
      await Promise.all(clients.splice(0).map((client) => client.close()));
    },
  };
}

/** @param {import('puppeteer-core').Page} page @param {string} ticket @param {string} codec @param {Dialed[]} numbers */
export const dialAll = (page, ticket, codec, numbers) =>
  page.evaluate((...args) => window.pageCalls.dial(...args), ticket, codec, numbers);

/** Calls a number that nobody answers, and waits until that is told. @returns {Promise<{ reason: string, message: string }>} */
export const attempt = (page, ticket, number) => page.evaluate((...args) => window.pageCalls.attempt(...args), ticket, number);

/** What the page has heard last in each call. @returns {Promise<{ samples: number[], rate: number }[]>} */
export const heardOnPage = (page) => page.evaluate(() => window.pageCalls.heard());

/** @returns {Promise<string[]>} the states of all calls */
export const statesOfCalls = (page) => page.evaluate(() => window.pageCalls.states());

/** Waits until all calls are over. @returns {Promise<{ reason: string, message: string }[]>} */
export const endingsOfCalls = (page) => page.evaluate(() => window.pageCalls.endings());

/** @returns {Promise<{ received: number, lost: number }[]>} the packets of all calls */
export const packetsOfCalls = (page) => page.evaluate(() => window.pageCalls.received());

export const hangUpAll = (page) => page.evaluate(() => window.pageCalls.hangUp());
