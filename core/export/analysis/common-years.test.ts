import { expect, test } from 'vitest';
import { isInCommonYears } from './common-years.ts';

test('the years 1 to 9999 have four digits', () => {
  const day = (text: string) => Date.parse(`${text}T00:00:00Z`) / 86_400_000;
  const moment = (text: string) => Date.parse(text);
  expect(['0001-01-01', '9999-12-31'].map((text) => isInCommonYears('date', day(text)))).toEqual([
    true,
    true,
  ]);
  expect(['0000-12-31', '+010000-01-01'].map((text) => isInCommonYears('date', day(text)))).toEqual([
    false,
    false,
  ]);
  expect(isInCommonYears('dateTime', moment('9999-12-31T23:59:59.999Z'))).toBe(true);
  expect(isInCommonYears('dateTime', moment('+010000-01-01T00:00:00Z'))).toBe(false);
  expect(isInCommonYears('dateTime', moment('0000-12-31T23:59:59Z'))).toBe(false);
  expect(isInCommonYears('whole', -1e15)).toBe(true);
});
