// Covers core/export/formats/briefcase/description.ts, core/export/formats/shared-options.ts,
// core/export/formats/tidy/description.ts.
import { expect, test } from 'vitest';
import { descriptionOf, descriptions, formatIds } from './descriptions.ts';

test('every format has a unique id, which finds its description', () => {
  expect(new Set(formatIds).size).toBe(formatIds.length);
  expect(formatIds).toEqual(descriptions.map(({ id }) => id));
  expect(formatIds.map(descriptionOf)).toEqual(descriptions);
});

test('every offered value, and every value that a flag sets, is a value of the option', () => {
  for (const option of descriptions.flatMap(({ options }) => Object.values(options))) {
    if (option.kind !== 'choice') continue;
    const given = [...Object.values(option.offered), option.flag.sets, option.default, option.initial];
    for (const value of given) if (value != null) expect(option.values).toContain(value);
  }
});
