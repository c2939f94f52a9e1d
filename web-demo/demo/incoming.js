/** @file The card that appears when somebody calls. */

import { button, html } from './dom.js';
import { announce } from './notices.js';
import { isPhone } from './numbers.js';
import { nameOf, paintAvatar } from './people.js';
import { ringtone } from './tones.js';

/** @typedef {import('../sdk/dialtone.js').Call} Call */

const TITLE = document.title;

/**
 * Wires the card. One call rings at a time; who calls meanwhile hears busy, see main.js.
 *
 * @param {(call: Call, video: boolean) => void} answer
 */
export function openIncoming(answer) {
  const card = html('incoming');
  /** @type {Call | null} */
  let ringing = null;
  let silence = () => {};

  const close = () => {
    ringing = null;
    card.hidden = true;
    document.title = TITLE;
    silence();
  };

  /** @param {(call: Call) => void} act */
  const take = (act) => () => {
    const call = ringing;
    if (call) {
      close();
      act(call);
    }
  };

  button('answer-video').addEventListener('click', take((call) => answer(call, true)));
  button('answer-audio').addEventListener('click', take((call) => answer(call, false)));
  button('decline').addEventListener('click', take((call) => void call.reject('declined')));

  return {
    isRinging: () => ringing !== null,
    /** @param {Call} call */
    ring(call) {
      ringing = call;
      const name = nameOf(call.remote.identity);
      const { address } = call.remote.identity;
      const wants = call.offered.video ? 'wants a video call' : 'calls you';
      html('incoming-name').textContent = name;
      html('incoming-words').textContent = `${isPhone(address) ? `The phone ${nameOf({ address })}` : address} ${wants}`;
      paintAvatar(html('incoming-avatar'), name, address);
      showAnswers(call.offered.video);
      button('answer-video').hidden = isPhone(address); // a phone sees nothing
      card.dataset.from = address;
      card.hidden = false;
      document.title = `${name} calls · ${TITLE}`;
      announce(`${name} ${wants}`);
      if (!document.activeElement?.matches('input, textarea, select')) {
        button(call.offered.video ? 'answer-video' : 'answer-audio').focus(); // never under somebody's typing
      }
      silence = ringtone();
      void call.ended.then(() => {
        if (ringing === call) {
          close();
        }
      });
    },
    /** Does what a button of the card does; false when nobody calls. @param {'answer' | 'decline'} what */
    press(what) {
      const call = ringing;
      if (call) {
        button(what === 'decline' ? 'decline' : call.offered.video ? 'answer-video' : 'answer-audio').click();
      }
      return call !== null;
    },
  };
}

/**
 * The answer in kind comes first, the other one second.
 *
 * @param {boolean} video whether the caller wants to be seen
 */
function showAnswers(video) {
  button('answer-video').classList.toggle('primary', video);
  button('answer-audio').classList.toggle('primary', !video);
  button('answer-video').querySelector('span')?.replaceChildren(video ? 'Answer with video' : 'With video');
  button('answer-audio').querySelector('span')?.replaceChildren(video ? 'Only audio' : 'Answer');
}
