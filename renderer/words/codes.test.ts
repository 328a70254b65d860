// Covers renderer/words/.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { catalogue } from '../../core/ground/problems/catalogue.ts';
import codes from './en/codes.json' with { type: 'json' };
import { languages } from './languages.ts';

const words: Readonly<Record<string, string>> = codes;

test('no word is of a code that there is not', () => {
  const known = Object.keys(words).map((id) => id.slice(0, id.lastIndexOf('.')));
  expect(known.filter((code) => !(code in catalogue))).toEqual([]);
});

test('what can be wrong with a submission has a short name for lists', () => {
  const ofSubmissions = Object.keys(catalogue).filter(
    (code) => /^(submission|decrypt)\./.test(code) || ['key.none_fits', 'source.part_missing'].includes(code),
  );
  expect(ofSubmissions.filter((code) => words[`${code}.heading`] === undefined)).toEqual([]);
});

test('no word is about the command line', () => {
  for (const text of Object.values(words)) expect(text).not.toMatch(/\battache |--(?!—)[a-z]|\(s\)/);
});

/** Problems whose advice names a text of the window, and that text: its file and its name. */
const NAMED: readonly (readonly [code: string, file: string, name: string])[] = [
  ['export.deleted_left_out', 'export', 'withoutDeleted'],
  ['export.nothing_new', 'export', 'rows.all'],
  ['export.cells_guarded', 'export', 'option.formulaGuard'],
  ['export.deidentify_form', 'export', 'deidentify'],
  ['export.answers_left_out', 'export', 'format.tidy'],
  ...['export.file_differs', 'export.file_of_other_form', 'export.file_unknown'].flatMap((code) => [
    [code, 'export', 'existing.number'] as const,
    [code, 'export', 'existing.replace'] as const,
  ]),
  ...['form.not_given', 'export.no_definition'].flatMap((code) => [
    [code, 'frame', 'forms'] as const,
    [code, 'problems', 'action.choose-form'] as const,
  ]),
  ['net.certificate_unknown', 'frame', 'settings'],
  ['net.certificate_unknown', 'settings', 'section.network'],
  ['engine.sign_in_needed', 'frame', 'servers'],
  ['source.other_kind', 'frame', 'servers'],
  ['source.site_elsewhere', 'frame', 'servers'],
  ['usage.submission_unknown', 'frame', 'problems'],
  ['engine.bug', 'frame', 'problems'],
  ['usage.key_unknown', 'frame', 'keys'],
];

test.each(languages)(
  'an advice names the texts of the window as the window writes them, in %s',
  (language) => {
    const read = (file: string): Readonly<Record<string, string>> =>
      JSON.parse(readFileSync(new URL(`${language}/${file}.json`, import.meta.url), 'utf8'));
    const told = read('codes');
    const wrong = NAMED.filter(([code, file, name]) => {
      const text = read(file)[name];
      return text === undefined || !told[`${code}.action`]?.includes(text);
    });
    expect(wrong).toEqual([]);
  },
);
