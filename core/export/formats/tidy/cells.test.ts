import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseDateTime } from '../../../ground/dates.ts';
import { tidyDateTime } from './cells.ts';

test('a date-time in any spelling becomes the one spelling, with the same instant and digits', () => {
  const spelling = fc
    .tuple(
      fc.constantFrom('2018-04-18', '0999-12-31'),
      fc.constantFrom('T10:15', 'T10:15:09', 'T10:15:09.4', 'T10:15:09,483', 'T10:15:09.123456'),
      fc.constantFrom('Z', 'z', '+00:00', '-00:00', '+0000', '+02', '+0230', '+02:30', '-03:00', '-00:30'),
    )
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(spelling, (written) => {
      const shown = tidyDateTime(written, null) ?? '';
      expect(shown).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/);
      expect(shown).not.toMatch(/[+-]00:00$/);
      expect(parseDateTime(shown)).toEqual(parseDateTime(written));
    }),
    { numRuns: 300 },
  );
});
