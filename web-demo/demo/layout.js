/** @file How big the tiles of a room may be. */

/** The widest shape of a tile, and the narrowest on a wide and on a tall stage; cameras are cropped in between. */
const WIDEST = 16 / 9;
const NARROWEST = { wide: 4 / 3, tall: 3 / 4 };

/**
 * The grid in which `count` equal tiles cover the most of an area.
 *
 * @param {number} count
 * @param {number} width of the area, in pixels
 * @param {number} height
 * @param {number} gap between tiles
 * @returns {{ columns: number, width: number, height: number }} the grid and the size of a tile
 */
export function bestGrid(count, width, height, gap) {
  const narrowest = width > height ? NARROWEST.wide : NARROWEST.tall;
  let best = { columns: 1, width: 0, height: 0 };
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns);
    let tileWidth = (width - gap * (columns - 1)) / columns;
    let tileHeight = (height - gap * (rows - 1)) / rows;
    tileWidth = Math.min(tileWidth, tileHeight * WIDEST);
    tileHeight = Math.min(tileHeight, tileWidth / narrowest);
    if (tileWidth * tileHeight > best.width * best.height) {
      best = { columns, width: Math.floor(tileWidth), height: Math.floor(tileHeight) };
    }
  }
  return best;
}

/**
 * Keeps the tiles inside an element at their best size.
 *
 * @param {HTMLElement} area its `data-layout` tells whether it is a grid at all
 * @returns {() => void} to be called when tiles came or went
 */
export function keepArranged(area) {
  const arrange = () => {
    if (area.clientWidth === 0) {
      return; // not shown
    }
    const gap = Number.parseFloat(getComputedStyle(area).columnGap) || 0;
    const grid = bestGrid(area.childElementCount, area.clientWidth, area.clientHeight, gap);
    const isGrid = area.dataset.layout === 'grid';
    area.style.setProperty('--tile-width', isGrid ? `${grid.width}px` : '100%');
    area.style.setProperty('--tile-height', isGrid ? `${grid.height}px` : '100%');
  };
  new ResizeObserver(arrange).observe(area);
  return arrange;
}
