/** A page without a backend lets its visitors call, by a key that everybody can read. */

import { Dialtone } from '../harness/dialtone.js';
import { eventually } from '../harness/eventually.js';
import { Scene } from '../harness/scene.js';
import { hears } from '../harness/senses.js';
import { Site } from '../harness/site.js';

const BEEP = 880;
const IN_PANEL = 'dialtone-call >>>';
const POLICY =
  "default-src 'none'; base-uri 'none'; script-src http://localhost:* http://127.0.0.1:*; " +
  'connect-src http://localhost:* http://127.0.0.1:* ws://localhost:* ws://127.0.0.1:*';

const scene = new Scene('publishable-key');
const pages = {};
let customer;
let shop;
let other;

scene.before(async () => {
  shop = scene.owns(await Site.start(pages, POLICY));
  other = scene.owns(await Site.start(pages, POLICY));
  const server = scene.owns(
    await Dialtone.start([], {
      DIALTONE_CONFIG_BODY: `
        signaling:
          publishable-keys:
            pk_shop:
              origins: ['${shop.url}']
              dial: ['tel:600', 'tel:602']
              name: Website`,
    }),
  );
  for (const number of [600, 601, 602]) {
    pages[`/${number}`] = `<!doctype html><html lang="en"><title>Shop</title>
      <script type="module" src="${new URL(server.url).origin}/embed/1.js"></script>
      <dialtone-call key="pk_shop" to="tel:${number}"></dialtone-call></html>`;
  }
  customer = await scene.visitor('customer', { tone: 600 });
  customer.expectError(/favicon\.ico|403|Forbidden|auth\//);
});

/** The customer opens a page and calls. @param {Site} site @param {number} number */
async function call(site, number) {
  await customer.open(`${site.url}/${number}`);
  await customer.page.waitForFunction(() => customElements.get('dialtone-call'));
  await (await customer.page.waitForSelector(`${IN_PANEL} [part=button]`)).click();
}

const inState = (state) =>
  eventually(`the element is ${state}`, () => customer.page.$(`dialtone-call[data-state=${state}]`));

const says = (pattern) =>
  eventually(
    `the panel says ${pattern}`,
    () => customer.page.$eval(`${IN_PANEL} [part=status]`, ({ textContent }) => textContent),
    { until: (text) => pattern.test(text) },
  );

scene.test('the page it is for calls the number it is for', async () => {
  await call(shop, 600);
  await inState('connected');

  await hears(customer.page, `${IN_PANEL} [part=remote-video]`, customer.tone);
});

scene.test('the panel has the keys of a phone', async () => {
  await call(shop, 602);
  await inState('connected');

  await (await customer.page.$(`${IN_PANEL} [part=keys]`)).click();
  await customer.page.keyboard.press('0');
  await hears(customer.page, `${IN_PANEL} [part=remote-video]`, BEEP);
});

scene.test('a page of another site is told in words that it may not', async () => {
  await call(other, 600);
  await inState('ended');

  await says(/not for pages of 'http:\/\/localhost:\d+'/);
});

scene.test('another number than it is for is not called', async () => {
  await call(shop, 601);
  await inState('ended');

  await says(/may not call there/);
});
