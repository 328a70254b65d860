// Covers app/exports/format-place.ts.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { optionsWith } from '../../core/export/formats/chosen-options.ts';
import { postgres } from '../../core/export/formats/postgres/format.ts';
import type { OptionsFor } from '../../core/export/options.ts';
import { Secret } from '../../core/ground/secret.ts';
import { presetRequests } from './preset-requests.ts';
import { defaultOptions, type Preset } from './presets.ts';

const preset = (changes: Partial<Preset['options']> = {}): Preset => ({
  name: 'p',
  folder: '/out',
  usedAt: null,
  isReminded: true,
  options: { ...defaultOptions('linux'), ...changes },
});

test('one format goes into the folder, several into a folder each, and each once', () => {
  expect(presetRequests(preset(), 'f', undefined)).toMatchObject([
    { formId: 'f', format: 'tidy', folder: '/out', excludeMedia: false, existing: 'own', onlyNew: undefined },
  ]);
  const several = preset({ moreFormats: ['stata', 'tidy'], media: false, allVersions: true });
  expect(presetRequests(several, 'f', undefined)).toMatchObject([
    { format: 'tidy', folder: join('/out', 'csv'), excludeMedia: true, allVersions: true },
    { format: 'stata', folder: join('/out', 'stata') },
  ]);
});

test('new submissions alone never take the place of a file with the earlier ones', () => {
  expect(presetRequests(preset({ rows: 'new' }), 'f', undefined)).toMatchObject([
    { existing: 'number', onlyNew: 'apart' },
  ]);
});

test('new submissions alone never replace a table', () => {
  const options = { rows: 'new', format: 'postgres', mode: 'replace' } as const;
  const [request] = presetRequests(preset(options), 'f', undefined);
  expect(request).toMatchObject({ onlyNew: 'below', folder: '', reportFolder: '/out' });
  const common = { folder: '', newSince: 'name' };
  const asked = optionsWith('postgres', request?.chosen ?? {}, common) as OptionsFor<'postgres'>;
  expect(() => postgres.check?.(asked)).toThrow('earlier ones');
});

test('only a server gets the password, and no folder', () => {
  const secret = new Secret('s');
  const both = presetRequests(preset({ moreFormats: ['postgres'] }), 'f', secret);
  expect(both).toMatchObject([
    { format: 'tidy', secret: undefined },
    { format: 'postgres', folder: '', excludeMedia: true, secret },
  ]);
});

test('rules of a preset make its exports de-identified', () => {
  const rules = { columns: [], media: false, kAnonymity: null };
  expect(presetRequests(preset({ deidentify: rules }), 'f', undefined)[0]?.deidentify).toEqual({
    preset: 'p',
    rules,
    linkingFolder: null,
  });
});
