import { expect, test } from 'vitest';
import { moved, squareOf, WHOLE } from './crop';

const wide = { width: 400, height: 200 };

test('the whole picture is its middle square', () => {
  expect(squareOf(wide, WHOLE)).toEqual({ side: 200, left: 100, top: 0 });
});

test('nearer is a smaller square around the same middle', () => {
  expect(squareOf(wide, { ...WHOLE, zoom: 2 })).toEqual({ side: 100, left: 150, top: 50 });
});

test('a move stops at the edges, and the way back begins there', () => {
  const right = moved(wide, WHOLE, 3, 3);
  expect(squareOf(wide, right)).toEqual({ side: 200, left: 200, top: 0 });
  expect(squareOf(wide, moved(wide, right, -0.25, 0)).left).toBe(150);
});
