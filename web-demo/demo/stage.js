/** @file The people of a call on the stage: one tile each, arranged for their number. */

import { button, html } from './dom.js';
import { keepArranged } from './layout.js';
import { Tile } from './tile.js';

/** @typedef {import('./tile.js').Face} Face */

/** The stage. It owns the tiles; whoever is on it comes from the conversation. */
export class Stage {
  /** @type {Map<string, Tile>} */
  #tiles = new Map();
  #area = html('tiles');
  #arrange = keepArranged(this.#area);
  #route;
  #playSound = button('play-sound');

  /** @param {(video: HTMLVideoElement) => void} route plays it through the chosen speaker */
  constructor(route) {
    this.#route = route;
    this.#playSound.addEventListener('click', () => this.#resumeAll());
  }

  /**
   * Shows these people, in this order, and nobody else.
   *
   * @param {Face[]} faces
   */
  show(faces) {
    const ids = new Set(faces.map(({ id }) => id));
    for (const [id, tile] of this.#tiles) {
      if (!ids.has(id)) {
        tile.remove();
        this.#tiles.delete(id);
      }
    }
    faces.forEach((face, at) => this.#place(face, at));
    const screen = faces.find(({ isScreen, isSelf }) => isScreen && !isSelf);
    this.#tiles.forEach((tile, id) => tile.spotlight(id === screen?.id));
    this.#area.dataset.layout = faces.length === 2 ? 'pair' : screen ? 'spotlight' : 'grid';
    this.#area.dataset.count = String(faces.length);
    this.#arrange();
  }

  /** Takes everybody off. */
  clear() {
    this.show([]);
    this.#playSound.hidden = true;
  }

  /** Another speaker was chosen. */
  routeAgain() {
    this.#tiles.forEach((tile) => this.#route(tile.video));
  }

  /**
   * @param {Face} face
   * @param {number} at
   */
  #place(face, at) {
    const known = this.#tiles.get(face.id);
    if (known) {
      known.show(face);
    }
    const tile = known ?? new Tile(face, () => this.#offerSound());
    if (!known) {
      this.#tiles.set(face.id, tile);
      this.#route(tile.video);
    }
    if (this.#area.children[at] !== tile.root) {
      this.#area.insertBefore(tile.root, this.#area.children[at] ?? null);
    }
  }

  /** Browsers play sound only after a click in the page; here is something to click. */
  #offerSound() {
    this.#playSound.hidden = false;
  }

  async #resumeAll() {
    this.#playSound.hidden = true;
    const plays = [...this.#tiles.values()].map((tile) => tile.resume());
    const results = await Promise.allSettled(plays);
    this.#playSound.hidden = !results.some(({ status }) => status === 'rejected');
  }
}
