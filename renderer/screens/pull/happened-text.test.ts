import { expect, test } from 'vitest';
import { makeWords } from '../../words/use-words.tsx';
import { loadLanguage } from '../../words/words.ts';
import { happenedText } from './happened-text.ts';

test('an export after a pull names only what it has written: files, tables, or both', async () => {
  await loadLanguage('en');
  const words = makeWords('en', 'en');
  const text = (params: Readonly<Record<string, number>>): string =>
    happenedText(words, {
      at: '2026-11-01T00:00:00Z',
      code: 'exported',
      params: { profile: 'weekly', rows: 30, ...params },
      problem: null,
    });
  // As a version that knew no tables has written it.
  expect(text({ files: 2 })).toBe('Exported with weekly: 2 files, 30 rows.');
  expect(text({ files: 0, tables: 1 })).toBe('Exported with weekly: 1 table, 30 rows.');
  expect(text({ files: 1, tables: 3 })).toBe('Exported with weekly: 1 file, 3 tables, 30 rows.');
});
