import { expect, test } from 'vitest';
import { z } from 'zod';
import { chosenShape, initialOptions, optionsWith } from './chosen-options.ts';
import { descriptions } from './descriptions.ts';

const schema = z.strictObject(chosenShape);
const initial = initialOptions('linux');

test('there is each option of each format, once', () => {
  const names = new Set(descriptions.flatMap(({ options }) => Object.keys(options)));
  expect(new Set(Object.keys(chosenShape))).toEqual(names);
  expect(new Set(Object.keys(initial))).toEqual(names);
});

test.each(['linux', 'win32'] as const)('what the window begins with can be asked for: %s', (platform) => {
  expect(schema.parse(initialOptions(platform))).toEqual(initialOptions(platform));
});

test('every option can be left to the format, and none can be of another kind', () => {
  for (const name of Object.keys(initial)) {
    expect(schema.safeParse({ ...initial, [name]: null }).success, name).toBe(true);
    expect(schema.safeParse({ ...initial, [name]: 7 }).success, name).toBe(false);
  }
  expect(schema.safeParse({ ...initial, names: 'no such style' }).success).toBe(false);
  expect(schema.safeParse({ ...initial, labels: 'x'.repeat(201) }).success).toBe(false);
});

test('a format gets the options that it has and that were given', () => {
  const chosen = { ...initial, separator: ';', names: 'leaf' as const };
  expect(optionsWith('tidy', chosen, { folder: '/f' })).toMatchObject({
    format: 'tidy',
    separator: ';',
    names: 'leaf',
  });
  const briefcase = optionsWith('briefcase', chosen, { folder: '/f', excludeMedia: true });
  expect(briefcase).toEqual({
    format: 'briefcase',
    folder: '/f',
    excludeMedia: true,
    names: 'leaf',
    splitSelectMultiples: false,
    formulaGuard: true,
  });
});
