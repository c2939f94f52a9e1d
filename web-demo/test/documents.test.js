import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { TEXTS } from '../embed/texts.js';
import { asyncapi } from './contract.js';
import { FakeStream, installBrowser, settle } from './fake-browser.js';
import { FakeServer } from './fake-server.js';

const read = (path) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
const sources = (directory) =>
  readdirSync(new URL(`../${directory}`, import.meta.url)).map((name) => [name, read(`${directory}/${name}`)]);

describe('the documents', () => {
  const sdk = read('../docs/sdk.md');
  const embed = read('../docs/embed.md');

  it('list every error code that the SDK or the server may give', () => {
    const own = sources('sdk').flatMap(([, text]) =>
      [...text.matchAll(/'((?:auth|browser|call|chat|client|ice|internal|media|room|signaling)\/[a-z-]+)'/g)].map(([, code]) => code),
    );
    const codes = new Set([...own, ...asyncapi.components.schemas.ErrorCode.enum]);
    const missing = [...codes].filter((code) => !sdk.includes(`\`${code}\``));

    assert.deepEqual(missing, []);
  });

  it('list every reason for which a call ends', () => {
    const reasons = asyncapi.components.schemas.EndReason.enum;

    assert.deepEqual(reasons.filter((reason) => !sdk.includes(`\`${reason}\``)), []);
  });

  it('list every failure that the SDK can simulate, as the demo page does', () => {
    const failures = [...read('sdk/simulate.js').matchAll(/^  '([a-z-]+)': /gm)].map(([, failure]) => failure);
    const shown = read('demo/failures.js');

    assert.ok(failures.length > 10, String(failures));
    assert.deepEqual(failures.filter((failure) => !sdk.includes(`| \`${failure}\` |`) || !shown.includes(`'${failure}'`)), []);
  });

  it('list every text of the element', () => {
    const keys = Object.keys(TEXTS.de);

    assert.deepEqual(keys.filter((key) => !embed.includes(`\`${key}\``)), []);
  });

  it('list every part and every property that pages may style', () => {
    const texts = sources('embed').map(([, text]) => text).join('\n');
    const parts = new Set([...texts.matchAll(/part\('\w+', '([a-z-]+)'\)/g)].map(([, part]) => part));
    const properties = new Set(texts.match(/--dialtone-[a-z-]+/g));

    assert.ok(parts.size > 5 && properties.size === 10, `${parts.size} parts, ${properties.size} properties`);
    assert.deepEqual([...parts, ...properties].filter((name) => !embed.includes(`\`${name}\``)), []);
  });
});

/** What the examples take for granted. */
function page() {
  const element = Object.assign(new EventTarget(), { srcObject: null, append() {}, remove() {} });
  Object.assign(document, { querySelector: () => element, createElement: () => ({ ...element }), body: element });
  const answer = { headers: new Headers(), ok: true, json: async () => ({ ticket: 't' }) };
  Object.assign(globalThis, {
    fetch: async () => answer,
    confirm: () => true,
    fetchTicketOfBob: async () => 't',
    confirmRecording: async () => true,
  });
  return element;
}

describe('the examples of sdk.md', () => {
  const SDK = new URL('../sdk/dialtone.js', import.meta.url).href;
  const examples = [...read('../docs/sdk.md').matchAll(/^```js\n([^]*?)^```$/gm)].map(([, code]) => code);
  const SERVER = 'http://localhost:8080/sdk/dialtone.js';

  for (const [index, example] of examples.entries()) {
    it(`run: number ${index + 1}`, async () => {
      installBrowser();
      const element = page();
      const server = new FakeServer().install();
      const isWhole = example.includes(SERVER);
      const before = isWhole
        ? ''
        : `import { Dialtone } from '${SDK}'; const client = new Dialtone({ url: 'http://localhost:8080', token: 't' });`;
      // A room where somebody is connected, so that a message reaches them.
      const peer = { id: 'p_1', address: 'user:bob' };
      server.on('room.join', ({ room }) => ({ room, self: 'p_self', peers: [peer] }));
      const connects = `globalThis.RTCPeerConnection = class extends RTCPeerConnection {
        createDataChannel(...all) { return Object.assign(super.createDataChannel(...all), { readyState: 'open' }); } };`;
      const code = `${connects}${before}${example.replace(SERVER, SDK)}\nglobalThis.example = client;`;

      await import(`data:text/javascript,${encodeURIComponent(code)}`);
      if (example.includes('incomingcall')) {
        const offer = { type: 'offer', sdp: 'a=ice-ufrag:a' };
        server.send('call.incoming', { call: 'c_1', from: { address: 'user:a' }, media: {}, offer });
        await settle();
        assert.equal(server.asked('call.answer').length, 1);
      }
      await settle();

      assert.ok(element.srcObject === null || element.srcObject instanceof FakeStream);
      await globalThis.example.close();
    });
  }

  it('are all found', () => assert.equal(examples.length, 5));
});

describe('the texts of the element', () => {
  it('are there in every language', () => {
    const missing = Object.keys(TEXTS.en).filter((key) => !(key in TEXTS.de));

    assert.deepEqual(missing, []);
  });

  it('have words for every way in which an outgoing call ends', () => {
    const inbound = 'answered-elsewhere';
    const toldByMessage = 'failed';
    const reasons = asyncapi.components.schemas.EndReason.enum.filter((reason) => reason !== inbound && reason !== toldByMessage);

    assert.deepEqual(reasons.filter((reason) => !(reason in TEXTS.en)), []);
  });
});

it('no file of the SDK is served in vain', () => {
  const files = new Map(sources('sdk'));
  const reached = new Set();
  const follow = (name) => {
    if (!reached.has(name)) {
      reached.add(name);
      [...files.get(name).matchAll(/^(?:import|export|\}) .*?from '\.\/([\w.-]+)'|\bimport\('\.\/([\w.-]+)'\)/gm)].forEach(([, next, later]) => follow(next ?? later));
    }
  };
  follow('dialtone.js');

  assert.deepEqual([...reached].sort(), [...files.keys()].sort());
});
