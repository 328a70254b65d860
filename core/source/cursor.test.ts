import { expect, test } from 'vitest';
import { isSafeToResume } from './cursor.ts';

test('only a cursor by date of last update is continued from', () => {
  const aggregate =
    '<cursor xmlns="http://www.opendatakit.org/cursor"><attributeName>_LAST_UPDATE_DATE</attributeName><attributeValue>2026-01-02T03:04:05.678+0000</attributeValue></cursor>';
  expect(isSafeToResume(aggregate)).toBe(true);
  for (const other of ['', '0', '98240', 'opaque', '<cursor><attributeName>_URI</attributeName></cursor>']) {
    expect(isSafeToResume(other)).toBe(false);
  }
});
