import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bestGrid } from '../demo/layout.js';

const GAP = 12;

/** @param {number} count @param {number} width @param {number} height */
function grid(count, width, height) {
  const { columns, width: tileWidth, height: tileHeight } = bestGrid(count, width, height, GAP);
  const rows = Math.ceil(count / columns);
  return { columns, rows, tileWidth, tileHeight };
}

for (let count = 1; count <= 8; count++) {
  for (const [width, height] of /** @type {[number, number][]} */ ([[1248, 640], [900, 640], [344, 560], [640, 200]])) {
    test(`${count} tiles fit into ${width} by ${height}`, () => {
      const { columns, rows, tileWidth, tileHeight } = grid(count, width, height);
      assert.ok(tileWidth > 0 && tileHeight > 0);
      assert.ok(columns * tileWidth + (columns - 1) * GAP <= width);
      assert.ok(rows * tileHeight + (rows - 1) * GAP <= height);
    });
  }
}

test('three people on a wide stage are two above one', () => {
  assert.equal(grid(3, 1248, 640).columns, 2);
});

test('three people on a phone stand one above the other', () => {
  assert.equal(grid(3, 344, 560).columns, 1);
});

test('faces are not cropped to slits', () => {
  const { tileWidth, tileHeight } = grid(3, 1248, 640);
  assert.ok(tileWidth / tileHeight >= 4 / 3 - 0.01);
});

test('nobody needs no room', () => {
  assert.deepEqual(bestGrid(0, 1248, 640, GAP), { columns: 1, width: 0, height: 0 });
});
