import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeWords } from '../../words/use-words.tsx';
import { loadLanguage } from '../../words/words.ts';
import { keyFormat } from './key-format.ts';

const reader = readFileSync(join(import.meta.dirname, '..', '..', '..', 'keys', 'read-key.ts'), 'utf8');

test('the word "encrypted" in a format is translated', async () => {
  await loadLanguage('fr');
  const words = makeWords('fr', 'fr');
  expect(keyFormat(words, 'PKCS#8, encrypted')).toBe('PKCS#8, chiffré');
  expect(keyFormat(words, 'PKCS#1, encrypted the old way')).toBe('PKCS#1, chiffré à l’ancienne');
  expect(keyFormat(words, 'PKCS#12')).toBe('PKCS#12');
  const ends = [...reader.matchAll(/, encrypted[a-z ]*(?=['`])/g)].map(([end]) => end);
  expect(ends).not.toEqual([]);
  for (const end of ends) expect(keyFormat(words, `PKCS#8${end}`)).not.toContain('encrypted');
});
