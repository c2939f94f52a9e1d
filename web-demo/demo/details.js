/** @file How a call travels: a word on the stage, and everything measured in a dialog. */

import { button, byId, element, html, setIcon } from './dom.js';
import { flowOf, pathOf } from './path.js';
import { nameOf } from './people.js';

/** @typedef {import('./talk.js').Talk} Talk */
/** @typedef {import('./path.js').Flow} Flow */
/** @typedef {import('./path.js').Path} Path */
/** @typedef {{ id: string, name: string, path: Path | null, flow: Flow }} Measured */

const PERIOD_MS = 2000;

export class Details {
  /** The route last seen, for the summary at the end; empty before. */
  lastRoute = '';
  /** @type {Map<string, Flow>} the measurement before, to tell rates */
  #before = new Map();
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #timer;
  #dialog = byId('details', HTMLDialogElement);

  constructor() {
    const open = () => this.#dialog.showModal();
    button('details-toggle').addEventListener('click', open);
    button('media-path').addEventListener('click', open);
  }

  /** @param {Talk} talk to be measured until it is over */
  watch(talk) {
    this.stop();
    this.lastRoute = '';
    const measure = () => void this.#measure(talk);
    this.#timer = setInterval(measure, PERIOD_MS);
    measure();
  }

  /** Measures at once, when something has changed. @param {Talk} talk */
  lookAgain(talk) {
    void this.#measure(talk);
  }

  stop() {
    clearInterval(this.#timer);
    this.#before.clear();
    this.#dialog.close();
    html('media-path').hidden = true;
    html('details-body').replaceChildren(element('p', { class: 'hint' }, 'Nothing flows yet.'));
  }

  /** @param {Talk} talk */
  async #measure(talk) {
    const measured = await Promise.all(
      talk.others().map(async (other) => {
        const report = /** @type {RTCStatsReport} */ (await other.getStats());
        const id = other.id || 'remote';
        return { id, name: nameOf(other.identity), path: pathOf(report), flow: flowOf(report) };
      }),
    );
    if (!talk.isOver()) {
      this.#showRoute(measured);
      if (this.#dialog.open) {
        html('details-body').replaceChildren(...measured.map((one) => this.#facts(one)));
      }
      this.#before = new Map(measured.map(({ id, flow }) => [id, flow]));
    }
  }

  /** With several people the most roundabout path is told. @param {Measured[]} measured */
  #showRoute(measured) {
    const paths = measured.flatMap(({ path }) => path ?? []);
    const path = paths.find(({ route }) => route === 'relay') ?? paths[0];
    const chip = html('media-path');
    chip.hidden = !path;
    if (path) {
      this.lastRoute = routeWords(path);
      chip.dataset.route = path.route;
      chip.dataset.protocol = path.protocol;
      setIcon(chip, path.route);
      chip.querySelector('span')?.replaceChildren(this.lastRoute);
    }
  }

  /** @param {Measured} measured */
  #facts({ id, name, path, flow }) {
    const before = this.#before.get(id);
    const seconds = before ? (flow.atMs - before.atMs) / 1000 : 0;
    const rate = (/** @type {number} */ now, /** @type {number} */ then) =>
      seconds > 0 ? `${Math.max(0, Math.round(((now - then) * 8) / seconds / 1000))} kbit/s` : '';
    const lost = flow.packetsIn > 0 ? (100 * flow.packetsLost) / (flow.packetsIn + flow.packetsLost) : 0;
    /** @type {[string, string][]} */
    const facts = [
      ['Route', path ? routeWords(path) : 'not connected'],
      ['From here', path?.local ?? ''],
      ['To there', path?.remote ?? ''],
      ['Round trip', path && path.roundTripMs !== null ? `${path.roundTripMs} ms` : ''],
      ['Receiving', [before ? rate(flow.bytesIn, before.bytesIn) : '', flow.pictureIn].filter(Boolean).join(', ')],
      ['Sending', [before ? rate(flow.bytesOut, before.bytesOut) : '', flow.pictureOut].filter(Boolean).join(', ')],
      ['Lost on the way', flow.packetsIn > 0 ? `${lost.toFixed(1)} % of the packets to here` : ''],
      ['Codecs', flow.codecs],
    ];
    const list = element('dl');
    for (const [what, value] of facts.filter(([, value]) => value !== '')) {
      list.append(element('dt', {}, what), element('dd', {}, value));
    }
    return element('section', { class: 'facts' }, element('h3', {}, name), list);
  }
}

/** @param {Path} path */
function routeWords({ route, protocol }) {
  return `${route === 'relay' ? 'Through the relay' : 'Direct'}, ${protocol.toUpperCase()}`;
}
