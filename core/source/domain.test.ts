import { expect, test } from 'vitest';
import { isWithin } from './domain.ts';

test.each([
  ['ona.io', true],
  ['api.ona.io', true],
  ['notona.io', false],
  ['ona.io.example.org', false],
  ['', false],
])('%s is within ona.io: %s', (hostname, is) => {
  expect(isWithin(hostname, 'ona.io')).toBe(is);
});
