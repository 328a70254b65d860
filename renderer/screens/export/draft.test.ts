import { expect, test } from 'vitest';
import type { ExportOptions, ExportPreset } from '../../../electron/ipc/export.ts';
import { isChanged, withForm, withPreset } from './draft.ts';

/** Lacks the options of formats that this test does not use. */
const options = {
  formId: 'a',
  format: 'tidy',
  rows: { kind: 'all' },
  version: '3',
  allVersions: false,
  withoutDeleted: false,
  sources: null,
  sourceColumn: null,
  columns: ['x'],
  labels: null,
  names: 'full',
  selectMultiple: null,
  media: true,
  byteOrderMark: false,
  separator: ',',
  formulaGuard: true,
  timeZone: null,
  placeId: '2f1f2c5e-6f0f-4e51-9df1-0d0b1ad7c0de',
  fileName: 'mine',
  allForms: false,
  corrections: null,
  linkingFolder: null,
  existing: 'ask',
} as ExportOptions;
const view: ExportOptions['rows'] = {
  kind: 'view',
  view: { formId: 'a', path: '', filters: [], search: '', sort: [] },
};
const preset: ExportPreset = {
  name: 'Weekly',
  options: {
    ...options,
    format: 'briefcase',
    separator: ';',
    rows: { kind: 'new' },
    labels: 'French (fr)',
  },
  folder: '/exports',
  placeId: '00000000-0000-4000-8000-000000000000',
  usedAt: null,
  isReminded: false,
};

test('a draft for another form keeps how files are written, and drops what belongs to the first form', () => {
  const draft = withForm(
    { options: { ...options, rows: view, separator: '\t', labels: 'French (fr)' }, preset: 'Weekly' },
    { options: { ...options, formId: 'b' }, language: 'Swahili (sw)' },
  );
  const { version: _version, ...expected } = options;
  expect(draft).toEqual({
    preset: 'Weekly',
    options: {
      ...expected,
      formId: 'b',
      separator: '\t',
      columns: null,
      labels: 'Swahili (sw)',
      fileName: null,
      carry: null,
    },
  });
});

test('a preset sets folder and format, and keeps the form, the columns and the filter from Data', () => {
  const draft = withPreset({ ...options, rows: view }, preset, ['English (en)']);
  expect(draft.options).toEqual({
    ...options,
    format: 'briefcase',
    separator: ';',
    rows: view,
    labels: 'English (en)',
    placeId: preset.placeId,
  });
  expect(withPreset(options, preset, ['French (fr)']).options.labels).toBe('French (fr)');
});

test('only an option that a preset keeps counts as a change', () => {
  const same = withPreset(options, preset, ['French (fr)']).options;
  expect(isChanged(same, '/exports', preset)).toBe(false);
  expect(isChanged({ ...same, columns: null, fileName: null, formId: 'b' }, '/exports', preset)).toBe(false);
  expect(isChanged(same, '/other', preset)).toBe(true);
  expect(isChanged({ ...same, media: false }, '/exports', preset)).toBe(true);
  expect(isChanged({ ...same, rows: { kind: 'all' } }, '/exports', preset)).toBe(true);
  expect(isChanged({ ...same, labels: null }, '/exports', preset)).toBe(true);
  expect(isChanged({ ...same, labels: 'x' }, '/exports', preset)).toBe(true);
  const carrying = { ...preset, options: { ...preset.options, carry: ['a'] } };
  expect(isChanged({ ...same, carry: ['a'] }, '/exports', carrying)).toBe(false);
  expect(isChanged({ ...same, carry: ['b'] }, '/exports', carrying)).toBe(true);
});
