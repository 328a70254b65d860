import { expect, test } from 'vitest';
import { problemData } from '../../core/ground/problem.ts';
import { Silence } from './silence.ts';

const failed = problemData('net.server_error', { host: 'h', file: 'f', status: 502 });

test('a source is silent from two seconds after the first failure until the next answer', () => {
  const silence = new Silence();
  expect(silence.problem(0)).toBeNull();
  expect(silence.note(failed, 1000)).toBe(false);
  expect(silence.problem(2500)).toBeNull();
  expect(silence.note(failed, 2900)).toBe(false);
  expect(silence.problem(3000)).toEqual(failed);
  expect(silence.note(null, 9000)).toBe(true);
  expect(silence.problem(9000)).toBeNull();
  expect(silence.note(null, 9500)).toBe(false);
});

test('a source that was asked and does not respond is silent at once', () => {
  const silence = new Silence();
  silence.begin(failed);
  expect(silence.problem(0)).toEqual(failed);
});
