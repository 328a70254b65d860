import { expect, test } from 'vitest';
import type { ExportOptions, ExportProfile } from '../../../electron/ipc/export.ts';
import { isChanged, withForm, withProfile } from './draft.ts';

const options: ExportOptions = {
  formId: 'a',
  format: 'tidy',
  rows: { kind: 'all' },
  version: '3',
  allVersions: false,
  withoutDeleted: false,
  sources: null,
  sourceColumn: null,
  columns: ['x'],
  choices: 'values',
  language: 'English (en)',
  names: 'full',
  splitSelectMultiples: false,
  media: true,
  byteOrderMark: false,
  separator: ',',
  formulaGuard: true,
  timeZone: null,
  placeId: '2f1f2c5e-6f0f-4e51-9df1-0d0b1ad7c0de',
  fileName: 'mine',
  existing: 'ask',
};
const view: ExportOptions['rows'] = {
  kind: 'view',
  view: { formId: 'a', path: '', filters: [], search: '', sort: [] },
};
const profile: ExportProfile = {
  name: 'Weekly',
  options: {
    ...options,
    format: 'briefcase',
    separator: ';',
    rows: { kind: 'new' },
    language: 'French (fr)',
  },
  folder: '/exports',
  placeId: '00000000-0000-4000-8000-000000000000',
  usedAt: null,
  isReminded: false,
};

test('another form takes over how, and nothing that is the form’s own', () => {
  const draft = withForm(
    { options: { ...options, rows: view, separator: '\t' }, profile: 'Weekly' },
    { ...options, formId: 'b', language: 'Swahili (sw)' },
  );
  const { version: _version, ...expected } = options;
  expect(draft).toEqual({
    profile: 'Weekly',
    options: {
      ...expected,
      formId: 'b',
      separator: '\t',
      columns: null,
      language: 'Swahili (sw)',
      fileName: null,
    },
  });
});

test('a profile brings its folder and format, and leaves form, columns and a filter of the data', () => {
  const draft = withProfile({ ...options, rows: view }, profile, ['English (en)']);
  expect(draft.options).toEqual({
    ...options,
    format: 'briefcase',
    separator: ';',
    rows: view,
    placeId: profile.placeId,
  });
  expect(withProfile(options, profile, ['French (fr)']).options.language).toBe('French (fr)');
});

test('a change is what a profile would keep', () => {
  const same = withProfile(options, profile, ['French (fr)']).options;
  expect(isChanged(same, '/exports', profile)).toBe(false);
  expect(isChanged({ ...same, columns: null, fileName: null, formId: 'b' }, '/exports', profile)).toBe(false);
  expect(isChanged(same, '/other', profile)).toBe(true);
  expect(isChanged({ ...same, media: false }, '/exports', profile)).toBe(true);
  expect(isChanged({ ...same, rows: { kind: 'all' } }, '/exports', profile)).toBe(true);
  expect(isChanged({ ...same, language: 'x' }, '/exports', profile)).toBe(false);
  expect(isChanged({ ...same, choices: 'labels', language: 'x' }, '/exports', profile)).toBe(true);
});
