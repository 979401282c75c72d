import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { byFrame } from './pace';

const told = vi.fn();
let frames: (() => void)[];
const draw = () => frames.splice(0).forEach((frame) => frame());

beforeEach(() => {
  vi.useFakeTimers();
  told.mockReset();
  frames = [];
  vi.stubGlobal('requestAnimationFrame', (frame: () => void) => frames.push(frame));
  vi.stubGlobal('cancelAnimationFrame', () => undefined);
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

test('what follows closely on the first is told together, once a frame', () => {
  const happens = byFrame(told);
  happens();
  expect(told).toHaveBeenCalledTimes(1);
  for (let i = 0; i < 10; i++) happens();
  expect(told).toHaveBeenCalledTimes(1);
  draw();
  expect(told).toHaveBeenCalledTimes(2);
  happens();
  draw();
  expect(told).toHaveBeenCalledTimes(3);
});

test('after a quiet frame, the next is told at once', () => {
  const happens = byFrame(told);
  happens();
  draw();
  expect(told).toHaveBeenCalledTimes(1);
  happens();
  expect(told).toHaveBeenCalledTimes(2);
});

test('where no frame is drawn, all is told in a moment', () => {
  const happens = byFrame(told);
  happens();
  happens();
  vi.advanceTimersByTime(1_000);
  expect(told).toHaveBeenCalledTimes(2);
  happens();
  expect(told).toHaveBeenCalledTimes(3);
});

test('out of sight, all is told at once', () => {
  const happens = byFrame(told);
  vi.spyOn(document, 'hidden', 'get').mockReturnValue(true);
  happens();
  happens();
  happens();
  expect(told).toHaveBeenCalledTimes(3);
  draw();
  expect(told).toHaveBeenCalledTimes(3);
});

test('what happens while something is told is not lost', () => {
  const happens = byFrame(() => {
    told();
    if (told.mock.calls.length === 1) happens();
  });
  happens();
  draw();
  expect(told).toHaveBeenCalledTimes(2);
});
