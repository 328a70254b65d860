import { expect, test } from 'vitest';
import { initialOptions, optionsWith } from './chosen-options.ts';
import { descriptions } from './descriptions.ts';

const initial = initialOptions('linux');

test('has each option of each format once', () => {
  const names = new Set(descriptions.flatMap(({ options }) => Object.keys(options)));
  expect(new Set(Object.keys(initial))).toEqual(names);
});

test('a format gets only its own options that are set', () => {
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
    formulaGuard: true,
  });
});

test('a value that the format does not have is left to the format', () => {
  const chosen = { ...initial, selectMultiple: 'columns' as const };
  expect(optionsWith('tidy', chosen, { folder: '/f' })).toMatchObject({ selectMultiple: 'columns' });
  expect(optionsWith('sqlite', chosen, { folder: '/f' })).not.toHaveProperty('selectMultiple');
});
