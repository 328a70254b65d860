import { expect, test } from 'vitest';
import { isTimeZone, zoneOffset } from './zone.ts';

const HOUR = 3_600_000;

test('the offset follows the zone through the year and to the minute of the change', () => {
  const paris = zoneOffset('Europe/Paris');
  const change = Date.UTC(2024, 2, 31, 1);
  expect(paris(change - 1)).toBe(HOUR);
  expect(paris(change)).toBe(2 * HOUR);
  expect(paris(change - 1)).toBe(HOUR);
});

test('zones with quarters of an hour, and a zone 14 hours ahead of UTC', () => {
  const at = Date.UTC(2024, 0, 1, 12);
  expect(zoneOffset('Asia/Kathmandu')(at)).toBe(5.75 * HOUR);
  expect(zoneOffset('Pacific/Kiritimati')(at)).toBe(14 * HOUR);
  expect(zoneOffset('Pacific/Marquesas')(at)).toBe(-9.5 * HOUR);
  expect(zoneOffset('UTC')(at)).toBe(0);
});

test('a zone is either known or unknown', () => {
  expect(isTimeZone('Africa/Addis_Ababa')).toBe(true);
  expect(isTimeZone('UTC')).toBe(true);
  expect(isTimeZone('Addis')).toBe(false);
});
