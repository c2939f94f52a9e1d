/** A phone calls the number of a room: everybody hears it, and it hears everybody. */

import { DemoPage } from '../harness/demo-page.js';
import { Dialtone } from '../harness/dialtone.js';
import { freePort } from '../harness/ports.js';
import { Scene } from '../harness/scene.js';
import { hears } from '../harness/senses.js';
import { SipPhone } from '../harness/sip-phone.js';

const OWN = '+4930222';
const ROOM_NUMBER = '+4930333';
const PHONE = `.tile[data-self=false][aria-label^="${OWN}"]`;
const PHONE_TONE = 1800;

const scene = new Scene('phone-room');
let sipPort;
let alice;
let bob;
let phone;

scene.before(async () => {
  phone = scene.owns(await SipPhone.open(OWN, PHONE_TONE));
  sipPort = await freePort();
  const server = scene.owns(
    await Dialtone.start([], {
      DIALTONE_CONFIG_BODY: `
        sip:
          listen: 127.0.0.1:${sipPort}
          trunks:
            carrier:
              host: ${phone.host}
              numbers:
                "${ROOM_NUMBER}": room:standup`,
    }),
  );
  alice = new DemoPage(await scene.visitor('alice', { tone: 1000 }), server.url);
  bob = new DemoPage(await scene.visitor('bob', { tone: 600 }), server.url);
});

scene.test('a phone in a room hears everybody, is heard by everybody, and is seen with its number', async () => {
  await alice.connect();
  await bob.connect();
  await alice.join('standup');

  await phone.call(ROOM_NUMBER, sipPort); // offers to Alice, who is there
  await alice.shows(PHONE);
  await hears(alice.page, `${PHONE} video`, PHONE_TONE);
  await phone.hears(alice.visitor.tone);

  await bob.join('standup'); // offers to the phone
  await bob.meets(2);
  await hears(bob.page, `${PHONE} video`, PHONE_TONE);
  await phone.hears(bob.visitor.tone);
  await phone.hears(alice.visitor.tone);
  await alice.perceives(bob);

  await phone.hangUp();
  await alice.meets(1);
  await bob.meets(1);
});
