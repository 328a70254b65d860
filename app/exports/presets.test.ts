// Covers core/export/preset-options.ts.
import { expect, test } from 'vitest';
import type { StoredPreset } from '../../core/store/export-presets.ts';
import { defaultOptions, listPresets, presetFor, savePreset } from './presets.ts';

/** The presets of a workspace, in memory. */
function kept(...given: readonly Pick<StoredPreset, 'name' | 'options'>[]) {
  const stored = new Map<string, StoredPreset>();
  const save = (name: string, options: string, folder: string): void =>
    void stored.set(name, { name, options, folder, usedAt: null, isReminded: false });
  for (const { name, options } of given) save(name, options, '/exports');
  const exportPresets = {
    all: () => [...stored.values()],
    find: (name: string) => stored.get(name) ?? null,
    save,
    remove: (name: string) => void stored.delete(name),
    used: () => {},
    isReminded: () => false,
  };
  return { exportPresets, transaction: <T>(work: () => T): T => work() } as unknown as Parameters<
    typeof savePreset
  >[0];
}

test('files begin with a byte order mark on Windows, unless the user says otherwise', () => {
  expect(defaultOptions('win32').byteOrderMark).toBe(true);
  expect(defaultOptions('linux').byteOrderMark).toBe(false);
  expect(defaultOptions('darwin').byteOrderMark).toBe(false);
});

test('the defaults: the first format, values, whole names, and no formulas', () => {
  expect(defaultOptions('linux')).toMatchObject({
    format: 'tidy',
    rows: 'all',
    allVersions: false,
    withoutDeleted: false,
    sourceColumn: null,
    media: true,
    existing: 'ask',
    selectMultiple: null,
    formulaGuard: true,
    labels: null,
    names: 'full',
    timeZone: null,
    separator: ',',
    byteOrderMark: false,
  });
});

test('a preset keeps how an export is written, and nothing of the form', () => {
  const workspace = kept();
  const options = { ...defaultOptions(), separator: ';', formId: 'secret', columns: ['secret/path'] };
  savePreset(workspace, 'Weekly', options, '/weekly');
  const [preset] = listPresets(workspace);
  expect(preset).toMatchObject({ name: 'Weekly', folder: '/weekly', options: { separator: ';' } });
  expect(JSON.stringify(preset)).not.toContain('secret');
});

test('options that an older version did not keep get their defaults; a preset that cannot be read is all defaults', () => {
  const workspace = kept(
    { name: 'older', options: '{"format":"briefcase"}' },
    { name: 'odd', options: '{"format":"no such format","separator":";"}' },
    { name: 'split', options: '{"splitSelectMultiples":true}' },
    { name: 'whole', options: '{"splitSelectMultiples":false}' },
  );
  expect(listPresets(workspace).map(({ options }) => options)).toEqual([
    { ...defaultOptions(), format: 'briefcase' },
    defaultOptions(),
    { ...defaultOptions(), selectMultiple: 'both' },
    defaultOptions(),
  ]);
});

test('a label language that the form does not have is replaced by one of its own', () => {
  const workspace = kept(
    { name: 'French', options: '{"labels":"French (fr)"}' },
    { name: 'values', options: '{"labels":null}' },
  );
  const labels = (name: string, languages: readonly string[]) =>
    presetFor(workspace, name, languages).options.labels;
  expect(labels('French', ['English (en)', 'French (fr)'])).toBe('French (fr)');
  expect(labels('French', ['English (en)'])).toBe('English (en)');
  expect(labels('French', [])).toBe('');
  expect(labels('values', ['English (en)'])).toBeNull();
  expect(() => labels('nobody', [])).toThrow(expect.objectContaining({ code: 'export.profile_unknown' }));
});

test('no preset keeps the password of a database', () => {
  const workspace = kept();
  const saved = (postgres: string) => () =>
    savePreset(workspace, 'Warehouse', { ...defaultOptions('linux'), postgres }, '');
  for (const url of ['postgresql://ann:secret@db/surveys', 'postgresql://ann@db/surveys?password=secret']) {
    expect(saved(url)).toThrow('password');
    expect(listPresets(workspace)).toEqual([]);
  }
  saved('postgresql://ann@db/surveys')();
  expect(listPresets(workspace)).toMatchObject([{ options: { postgres: 'postgresql://ann@db/surveys' } }]);
});
