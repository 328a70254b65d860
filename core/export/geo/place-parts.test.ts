import fc from 'fast-check';
import { expect, test } from 'vitest';
import { placeParts } from './place-parts.ts';

test('a text is split at its spaces and tabs, however many there are', () => {
  expect(placeParts('9.03 38.74 2355 4.5')).toEqual(['9.03', '38.74', '2355', '4.5']);
  const text = fc
    .array(fc.constantFrom(' ', '\t', '\n', '1', '-2.5', 'é', ''))
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, (any) => {
      expect(placeParts(any)).toEqual(any.split(/[ \t]+/));
    }),
  );
});
