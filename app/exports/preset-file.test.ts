import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { field, form } from '../../core/export/testing/forms.ts';
import { temporaryFolder } from '../../core/export/testing/temporary.ts';
import { presetDocument, readPresets, suggestedPreset } from './preset-file.ts';
import { defaultOptions } from './presets.ts';

function written(content: unknown): string {
  const path = join(temporaryFolder(), 'preset.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

const RULES = { columns: [{ column: 'phone', do: 'pseudonymise' }] };

test('a preset has a name, formats by their words, and options; what it does not say has its default', () => {
  const [preset] = readPresets(
    written({ name: ' Share ', folder: '/out', formats: ['csv', 'stata'], labels: 'en', deidentify: RULES }),
  );
  expect(preset).toEqual({
    name: 'Share',
    folder: '/out',
    options: {
      ...defaultOptions(),
      format: 'tidy',
      moreFormats: ['stata'],
      labels: 'en',
      deidentify: { ...RULES, media: false, kAnonymity: null },
    },
  });
  expect(
    readPresets(written({ name: 'old', format: 'tidy', splitSelectMultiples: true }))[0]?.options,
  ).toEqual({
    ...defaultOptions(),
    selectMultiple: 'both',
  });
});

test('a file may have several, and what is printed can be read again', () => {
  const presets = readPresets(written([{ name: 'a' }, { name: 'b', deidentify: RULES }]));
  expect(presets.map(({ name }) => name)).toEqual(['a', 'b']);
  for (const preset of presets) expect(readPresets(written(presetDocument(preset)))).toEqual([preset]);
});

test.each([
  ['{', 'json'],
  ['7', 'json'],
  [[[]], 'json'],
  [{}, 'name'],
  [{ name: ' ' }, 'name'],
  [{ name: 'x', formats: ['xls'] }, 'formats'],
  [{ name: 'x', labls: 'en' }, 'labls'],
  [{ name: 'x', deidentify: { columns: [{ column: 'a', do: 'drop' }] } }, 'deidentify.columns.0.do'],
  [{ name: 'x', deidentify: { columns: [{ colum: 'a', do: 'blank' }] } }, 'deidentify.columns.0.column'],
  [{ name: 'x', deidentify: { column: [] } }, 'deidentify.columns'],
  [
    { name: 'x', deidentify: { columns: [], kAnonymity: { columns: ['a'], k: 1 } } },
    'deidentify.kAnonymity.k',
  ],
])('%j is refused: %s', (content, why) => {
  expect(() => readPresets(written(content))).toThrow(
    expect.objectContaining({
      code: 'export.preset_unreadable',
      params: expect.objectContaining(
        ['json', 'name'].includes(why) ? { why } : { why: 'option', option: why },
      ),
    }),
  );
});

test('a file that is not there is refused', () => {
  expect(() => readPresets(temporaryFolder())).toThrow(
    expect.objectContaining({ code: 'export.preset_unreadable' }),
  );
});

test('suggestions are a preset that can be imported', () => {
  const suggested = suggestedPreset('f', [form([field('phone'), field('n', 'int')])]);
  expect(readPresets(written(suggested))[0]?.options.deidentify?.columns).toEqual([
    { column: 'submission_date', form: 'f', do: 'month' },
    { column: 'phone', form: 'f', do: 'leave-out' },
  ]);
});
