/** @file The demo: puts its parts together. Start reading here; what the parts rely on is listed in index.html. */

import { CallView } from './call-view.js';
import { DeviceChoice } from './devices.js';
import { openDialPad } from './dial-pad.js';
import { button, byId, html } from './dom.js';
import { showEmbedded } from './embed.js';
import { chooseName } from './identity.js';
import { openIncoming } from './incoming.js';
import { listenToKeys } from './keys.js';
import { asked, note } from './links.js';
import { Lobby } from './lobby.js';
import { Nearby } from './nearby.js';
import { clearErrors, takeBack, tellError, tellInfo } from './notices.js';
import { nameOf } from './people.js';
import { Preview } from './preview.js';
import { RecentCalls } from './recent.js';
import { SecondCall } from './second-call.js';
import { Session } from './session.js';
import { tab } from './settings.js';
import { talkOfCall, talkOfRoom } from './talk.js';
import { forget, isGiven, takeFromFragment } from './ticket.js';
import { codeOf, errorWords } from './words.js';

/** @typedef {import('../sdk/dialtone.js').Call} Call */
/** @typedef {import('./talk.js').Talk} Talk */

/** In a room everybody sends to everybody, so the pictures there are smaller. */
const ROOM_HEIGHT = 360;

takeFromFragment();

const nearby = new Nearby();
const lobby = new Lobby(await chooseName(asked().as), {
  join,
  call,
  changed: () => void session.open(lobby.who),
});

const session = new Session({
  opened: (client) => {
    nearby.use(client);
    void choice.use(client.devices).then(() => (view.running ? undefined : preview.startIfAllowed()));
  },
  incoming: (call) => {
    recent.follow(call);
    if (view.running || incoming.isRinging()) {
      void call.reject('busy');
      tellInfo(`${nameOf(call.remote.identity)} called and heard that you are busy.`);
    } else {
      incoming.ring(call);
    }
  },
  connected: () => {
    takeBack('signaling/unreachable');
    if (session.client.identity) {
      lobby.identified(session.client.identity);
    }
    showEmbedded(lobby.address);
  },
  failed: connectionFailed,
});

const view = new CallView(() => ({ name: lobby.name, address: lobby.address }), {
  failed,
  route: (video) => choice.route(video),
  ended: (talk) => {
    second.ended(talk);
    failures?.end();
    tab.set('room', null);
    takeBack('demo/escape');
    moveDevices('devices-home');
    byId('devices-dialog', HTMLDialogElement).close();
    if (talk.kind === 'room') {
      note('room', null);
    }
  },
  again,
  closed: () => void preview.startIfAllowed(),
  consult: (address) => second.begin(address),
});

const preview = new Preview(() => session.client.devices);
const choice = new DeviceChoice((kind) => {
  if (kind === 'speaker') {
    view.stage.routeAgain();
  } else if (!view.running) {
    preview.deviceChanged();
  }
});
const recent = new RecentCalls((address) => call(address, false), () => nearby.look());
const second = new SecondCall({
  running: () => view.running,
  show: (talk) => view.show(talk),
  dial: (address) => {
    const consultation = session.client.dial(address, wishes(false));
    recent.follow(consultation);
    return talkOfCall(consultation);
  },
  gone: (words) => tellInfo(words),
  failed,
});
openDialPad((address) => call(address, false));
const incoming = openIncoming((call, video) => void answer(call, video));

button('devices-toggle').addEventListener('click', () => {
  moveDevices('devices-away');
  byId('devices-dialog', HTMLDialogElement).showModal();
});

/** @type {import('./failures.js').Failures | undefined} */
let failures;
button('failures-toggle').addEventListener('click', async () => {
  const { Failures } = await import('./failures.js');
  failures ??= new Failures(() => session.client, failed);
  failures.show(!failures.isOpen());
});

listenToKeys([
  { key: 'm', shows: 'M', does: 'Mute, or be heard again', run: () => (view.running ? view.controls.toggleMute() : toggle('preview-mic')) },
  { key: 'v', shows: 'V', does: 'Camera on or off', run: () => (view.running ? view.controls.toggleCamera() : toggle('preview-camera')) },
  { key: 's', shows: 'S', does: 'Share the screen, or stop', run: () => inCall('share') },
  { key: 'c', shows: 'C', does: 'Chat', run: () => inCall('chat-toggle') },
  { key: 'k', shows: 'K', does: 'The keypad of a phone call', run: () => inCall('keys-toggle') },
  { key: 'h', shows: 'H', does: 'Hold the call, or resume it', run: () => inCall('hold') },
  { key: 't', shows: 'T', does: 'Transfer a phone call', run: () => inCall('transfer') },
  { key: 'd', shows: 'D', does: 'Devices', run: () => inCall('devices-toggle') },
  { key: 'f', shows: 'F', does: 'What if something fails', run: () => inCall('failures-toggle') },
  { key: 'i', shows: 'I', does: 'How the call travels', run: () => inCall('details-toggle') },
  { key: 'a', shows: 'A', does: 'Answer a call', run: () => incoming.press('answer') },
  { key: 'Escape', shows: 'Esc', does: 'Decline, close the chat; twice to hang up', run: escape },
]);

await session.open(lobby.who).catch(failed);
if (asked().room && asked().room === tab.get('room')) {
  join(String(asked().room)); // the page was loaded again in the middle of it
}

/** @param {string} room */
function join(room) {
  clearErrors();
  begin(() => talkOfRoom(session.client.join(room, wishes(preview.wantsCamera, ROOM_HEIGHT))));
  tab.set('room', room);
  note('room', room);
}

/**
 * @param {string} target
 * @param {boolean} video
 */
function call(target, video) {
  clearErrors();
  if (target === lobby.address) {
    tellError({
      what: 'That is your own address.',
      todo: 'Open this page in a second tab: it gets another name, and you can call that.',
      code: 'demo/own-address',
    });
    return;
  }
  begin(() => {
    const dialed = session.client.dial(target, wishes(video && preview.wantsCamera));
    recent.follow(dialed);
    return talkOfCall(dialed);
  });
}

/** @param {Talk} talk */
function again({ kind, title, target }) {
  if (kind === 'room') {
    join(title);
  } else {
    const { remote, offered, localStream } = /** @type {Call} */ (target);
    call(remote.identity.address, offered.video || localStream.getVideoTracks().length > 0);
  }
}

/**
 * @param {Call} call
 * @param {boolean} video
 */
async function answer(call, video) {
  clearErrors();
  const answered = call.answer(wishes(video));
  begin(() => talkOfCall(call));
  try {
    await answered;
  } catch (error) {
    if (call.state === 'incoming') {
      view.abandon();
      incoming.ring(call);
      failed(error); // no microphone: it goes on ringing, so that the person can allow it
    }
  }
}

/**
 * What to send.
 *
 * @param {boolean} video
 * @param {number} [height] of the picture
 */
function wishes(video, height = 720) {
  const picture = { width: { ideal: (height * 16) / 9 }, height: { ideal: height } };
  return { audio: preview.wantsMicrophone, video: video && picture };
}

/** @param {() => Talk} start */
function begin(start) {
  preview.stop();
  try {
    view.show(start());
  } catch (error) {
    failed(error);
  }
}

/** @param {unknown} error */
function failed(error) {
  tellError(errorWords(error));
}

/** @param {unknown} error */
function connectionFailed(error) {
  const words = errorWords(error);
  const isAboutTicket = codeOf(error).startsWith('auth/ticket-');
  if (isAboutTicket && isGiven()) {
    forget();
    lobby.askForTicket(`The ticket was refused. ${words.what} ${words.todo ?? ''}`);
  } else if (isAboutTicket) {
    lobby.askForTicket(words.what);
  } else {
    tellError({ ...words, retry: { label: 'Try now', run: () => void session.open(lobby.who) } });
  }
}

/** The device lists are one piece, in the lobby or in the dialog of a call. @param {'devices-home' | 'devices-away'} place */
function moveDevices(place) {
  html(place).append(html('devices'));
}

/** @param {string} id */
function toggle(id) {
  button(id).click();
  return true;
}

/** @param {string} id */
function inCall(id) {
  return view.running !== null && toggle(id);
}

/** When Escape was pressed with nothing left to close. */
let escapedAt = 0;

function escape() {
  if (incoming.press('decline')) {
    return true;
  }
  if (view.isEnded) {
    view.close();
    return true;
  }
  if (!html('keys').hidden) {
    view.phone.showKeypad(false);
    return true;
  }
  if (view.chat.isOpen()) {
    view.chat.show(false);
    return true;
  }
  if (failures?.isOpen()) {
    failures.show(false);
    return true;
  }
  if (!view.running) {
    return false;
  }
  if (view.running.kind === 'call' && view.running.target.state !== 'connected') {
    return toggle('hangup'); // it only rings yet
  }
  if (Date.now() - escapedAt < 2500) {
    return toggle('hangup');
  }
  escapedAt = Date.now();
  tellInfo('Press Escape again to hang up.', 'demo/escape');
  return true;
}
