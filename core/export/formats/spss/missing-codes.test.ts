import { expect, test } from 'vitest';
import { freeCodes, USUAL_CODES } from './missing-codes.ts';

test('the codes are -99 and -98, unless one of them is an answer', () => {
  expect(freeCodes(() => true)).toEqual(USUAL_CODES);
  expect(USUAL_CODES).toEqual({ notAsked: -99, notInVersion: -98 });
  expect(freeCodes((code) => code !== -98)).toEqual({ notAsked: -999, notInVersion: -998 });
  expect(freeCodes((code) => code < -5000)).toEqual({ notAsked: -9999, notInVersion: -9998 });
  expect(freeCodes(() => false)).toBeNull();
});
