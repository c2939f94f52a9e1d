/** The element on a page of another site, which has a strict policy. */

import assert from 'node:assert/strict';
import { DemoPage } from '../harness/demo-page.js';
import { Dialtone } from '../harness/dialtone.js';
import { eventually } from '../harness/eventually.js';
import { Scene } from '../harness/scene.js';
import { hears, sees } from '../harness/senses.js';
import { Site } from '../harness/site.js';

const CUSTOMER_TONE = 1000;
const IN_PANEL = 'dialtone-call >>>';

const scene = new Scene('element');
let customer;
let bob;
let site;

scene.before(async () => {
  const server = scene.owns(await Dialtone.start());
  const origin = new URL(server.url).origin;
  const pages = {
    '/': `<!doctype html><html lang="en"><title>Shop</title>
      <script type="module" src="${origin}/embed/1.js"></script>
      <dialtone-call to="user:bob" video><a href="/contact">Call us</a></dialtone-call></html>`,
    '/contact': '<!doctype html><html lang="en"><title>Contact</title><h1>Write to us</h1></html>',
  };
  const policy = [
    "default-src 'none'",
    "base-uri 'none'",
    `script-src ${origin}`,
    `connect-src ${origin} ${origin.replace('http', 'ws')}`,
  ].join('; ');
  site = scene.owns(await Site.start(pages, policy));
  customer = await scene.visitor('customer', { tone: CUSTOMER_TONE });
  customer.expectError(/favicon\.ico/);
  bob = new DemoPage(await scene.visitor('bob', { tone: 600 }), server.url);
});

/** The customer calls from the shop's page. */
async function call() {
  await customer.open(`${site.url}/`);
  await customer.page.waitForFunction(() => customElements.get('dialtone-call'));
  await customer.page.click('dialtone-call a');
}

const inState = (state) =>
  eventually(`the element is ${state}`, () => customer.page.$(`dialtone-call[data-state=${state}]:state(${state})`));

const status = () => customer.page.$eval(`${IN_PANEL} [part=status]`, ({ textContent }) => textContent);

scene.test('its link calls, and both see and hear each other', async () => {
  await bob.connect();
  await call();
  await bob.answer();
  await inState('connected');
  await bob.inCall();

  await sees(customer.page, `${IN_PANEL} [part=remote-video]`);
  await hears(customer.page, `${IN_PANEL} [part=remote-video]`, bob.visitor.tone);
  await sees(bob.page, '.tile[data-self=false] video');
  await hears(bob.page, '.tile[data-self=false] video', CUSTOMER_TONE);
});

scene.test('it tells in words when the other side hangs up', async () => {
  await bob.connect();
  await call();
  await bob.answer();
  await inState('connected');

  await bob.hangUp();

  await inState('ended');
  assert.match(await status(), /The call is over/);
});

scene.test('it tells in words when nobody is there', async () => {
  await bob.page.goto('about:blank');
  await call();

  await inState('ended');
  assert.match(await status(), /Nobody is there/);
});

scene.test('its link is a link where scripts do not run', async () => {
  await customer.page.setJavaScriptEnabled(false);
  try {
    await customer.open(`${site.url}/`);
    await Promise.all([customer.page.waitForNavigation(), customer.page.click('dialtone-call a')]);

    assert.equal(customer.page.url(), `${site.url}/contact`);
  } finally {
    await customer.page.setJavaScriptEnabled(true);
  }
});
