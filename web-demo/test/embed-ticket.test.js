import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { fetchTicket } from '../embed/ticket.js';
import { installBrowser } from './fake-browser.js';

const SERVER = new URL('https://gw.example.com/embed/1.js');
const element = (attributes) => ({ to: 'tel:+15551234567', getAttribute: (name) => attributes[name] ?? null });

let asked;

function answers(status, json) {
  globalThis.fetch = async (url, { method, body }) => {
    asked.push({ url: String(url), method, body: JSON.parse(body) });
    return { ok: status === 200, status, json: async () => json };
  };
}

const fetched = (attributes) => fetchTicket(element(attributes), SERVER, AbortSignal.timeout(60_000));

describe('the ticket of the element', () => {
  beforeEach(() => {
    installBrowser();
    document.baseURI = 'https://shop.example.com/contact';
    asked = [];
  });

  it('is the server’s own for a publishable key', async () => {
    answers(200, { ticket: 't' });

    assert.equal(await fetched({ key: 'pk_shop' }), 't');
    assert.deepEqual(asked, [{ url: 'https://gw.example.com/v1/ticket', method: 'POST', body: { key: 'pk_shop' } }]);
  });

  it('is the site’s own where it has a backend', async () => {
    answers(200, { ticket: 't' });

    await fetched({ 'token-url': '/call-ticket', key: 'pk_shop' });

    assert.deepEqual(asked[0].url, 'https://shop.example.com/call-ticket');
    assert.deepEqual(asked[0].body, { to: 'tel:+15551234567' });
  });

  it('is refused to pages of other sites in the words of the server', async () => {
    answers(403, { code: 'auth/forbidden-origin', detail: 'The key is not for pages of this site.' });

    await assert.rejects(fetched({ key: 'pk_shop' }), {
      code: 'auth/forbidden-origin',
      message: /The key is not for pages of this site/,
    });
  });

  it('is missing when the server knows no such key', async () => {
    answers(404, { code: 'http/not-found', detail: 'There is no publishable key.' });

    await assert.rejects(fetched({ key: 'pk_none' }), { code: 'auth/ticket-missing', message: /no publishable key/ });
  });
});
