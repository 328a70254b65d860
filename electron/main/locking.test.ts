import { expect, test, vi } from 'vitest';

vi.mock('electron', () => ({ powerMonitor: {} }));
const { idleState } = await import('./locking.ts');

test('a warning comes a minute before', () => {
  expect(idleState(0, 900)).toBe('none');
  expect(idleState(839, 900)).toBe('none');
  expect(idleState(840, 900)).toBe('warn');
  expect(idleState(900, 900)).toBe('lock');
  expect(idleState(1e6, null)).toBe('none');
});

test('with one minute there is half a minute of warning', () => {
  expect(idleState(29, 60)).toBe('none');
  expect(idleState(30, 60)).toBe('warn');
  expect(idleState(60, 60)).toBe('lock');
});
