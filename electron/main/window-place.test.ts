// Covers core/store/kept.ts.
import { expect, test } from 'vitest';
import { placeWindow } from './window-place.ts';

const screen = { x: 0, y: 0, width: 1920, height: 1080 };
const kept = { x: 2000, y: 100, width: 1400, height: 900, isMaximized: false };

test('a window goes back to where it was', () => {
  const second = { x: 1920, y: 0, width: 1920, height: 1080 };
  expect(placeWindow(kept, [screen, second])).toEqual({ x: 2000, y: 100, width: 1400, height: 900 });
});

test('a display that is gone does not take the window with it', () => {
  expect(placeWindow(kept, [screen])).toEqual({ width: 1280, height: 800 });
  expect(placeWindow({ ...kept, x: 100, y: -500 }, [screen])).toEqual({ width: 1280, height: 800 });
});

test('the first window has the usual size, or what the display has', () => {
  expect(placeWindow(null, [screen])).toEqual({ width: 1280, height: 800 });
  expect(placeWindow(null, [{ ...screen, width: 1100, height: 720 }])).toEqual({ width: 1100, height: 720 });
});

test('no window is smaller than what the screens are made for', () => {
  expect(placeWindow({ ...kept, x: 10, width: 300, height: 200 }, [screen])).toMatchObject({
    width: 1024,
    height: 700,
  });
});
