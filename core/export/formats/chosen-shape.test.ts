import { expect, test } from 'vitest';
import { z } from 'zod';
import { initialOptions } from './chosen-options.ts';
import { chosenShape } from './chosen-shape.ts';

const schema = z.strictObject(chosenShape);
const initial = initialOptions('linux');

test.each(['linux', 'win32'] as const)(
  'the schema accepts the first values of the window: %s',
  (platform) => {
    expect(schema.parse(initialOptions(platform))).toEqual(initialOptions(platform));
  },
);

test('every option can be left to the format, and none accepts another type', () => {
  for (const name of Object.keys(initial)) {
    expect(schema.safeParse({ ...initial, [name]: null }).success, name).toBe(true);
    expect(schema.safeParse({ ...initial, [name]: { no: 'option' } }).success, name).toBe(false);
  }
  expect(schema.safeParse({ ...initial, names: 'no such style' }).success).toBe(false);
  expect(schema.safeParse({ ...initial, labels: 'x'.repeat(201) }).success).toBe(false);
});
