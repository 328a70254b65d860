// Covers core/export/formats/tidy/facts.ts.
import { expect, test } from 'vitest';
import { about } from './decrypted-about.ts';

const facts = { project: 3, counted: 10, rows: 8, notDecrypted: 1, missing: 1, withoutData: 2 };
const now = new Date('2026-11-30T03:00:00Z');

test('the account says who decrypted, when, and what is missing', () => {
  const text = about({ ...facts, renamed: [] }, 'central.example.org', 'visit', now);
  for (const line of [
    /decrypted by central\.example\.org, not by Attaché/,
    /^Form +visit$/m,
    /^Project +3$/m,
    /^Fetched +2026-11-30T03:00:00\.000Z$/m,
    /^Submissions on the server +10$/m,
    /^Rows received +8$/m,
    /^Rows missing +1$/m,
    /^Not decrypted \(another key\) +1$/m,
    /^Without answers +2$/m,
  ]) {
    expect(text).toMatch(line);
  }
  expect(text).not.toContain('was sent as');
});

test('files that have another name are named', () => {
  const renamed = [{ name: 'a.jpg', as: 'a (2).jpg' }];
  expect(about({ ...facts, renamed }, 'h', 'f', now)).toContain('a (2).jpg   was sent as a.jpg\n');
});
