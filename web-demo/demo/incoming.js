/** @file The card that appears when somebody calls. */

import { button, html } from './dom.js';
import { announce } from './notices.js';
import { nameOf, paintAvatar } from './people.js';
import { ringtone } from './tones.js';

/** @typedef {import('../sdk/dialtone.js').Call} Call */

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
  const title = document.title;

  const close = () => {
    ringing = null;
    card.hidden = true;
    document.title = title;
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

  const decline = take((call) => void call.reject('declined'));
  button('answer-video').addEventListener('click', take((call) => answer(call, true)));
  button('answer-audio').addEventListener('click', take((call) => answer(call, false)));
  button('decline').addEventListener('click', decline);

  return {
    isRinging: () => ringing !== null,
    /** @param {Call} call */
    ring(call) {
      ringing = call;
      const name = nameOf(call.remote);
      const wants = call.media.video ? 'wants a video call' : 'calls you';
      html('incoming-name').textContent = name;
      html('incoming-words').textContent = `${call.remote.address} ${wants}`;
      paintAvatar(html('incoming-avatar'), name, call.remote.address);
      card.dataset.from = call.remote.address;
      card.hidden = false;
      document.title = `${name} calls · ${title}`;
      announce(`${name} ${wants}`);
      button(call.media.video ? 'answer-video' : 'answer-audio').focus();
      silence = ringtone();
      void call.ended.then(() => {
        if (ringing === call) {
          close();
        }
      });
    },
    /** Escape. */
    declineIfRinging() {
      const was = ringing !== null;
      decline();
      return was;
    },
  };
}
