// Covers core/source/central/list.ts, core/source/endless.ts.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { compare, readFacts } from './decrypted-rows.ts';

const root = mkdtempSync(join(tmpdir(), 'attache-decrypted-rows-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(root, 'folder-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

test('the rows of the main table are counted by what became of them, those of repeats are not', async () => {
  const folder = folderWith({
    'visit.csv':
      '\uFEFFSubmissionDate,name,KEY,Status\n' +
      '2026-01-01,"Amina\nN.",uuid:1,\n' +
      '2026-01-01,,uuid:2,not decrypted\n' +
      '2026-01-01,,uuid:3,missing encrypted form data\n' +
      '2026-01-01,,uuid:4,\n',
    // A repeat may ask for a status.
    'visit-member.csv': 'Status,KEY,PARENT_KEY\nwell,uuid:1/member[1],uuid:1\n',
    'photo.jpg': 'Status,KEY\nx,y\n',
  });
  expect(await readFacts(folder)).toEqual({ rows: 4, notDecrypted: 1, withoutData: 2 });
});

test('rows that are missing are those of other keys as far as these are counted', async () => {
  const facts = { rows: 3, notDecrypted: 1, withoutData: 0 };
  expect(await compare(facts, 6, async () => 2)).toEqual({
    counted: 6,
    rows: 3,
    notDecrypted: 3,
    missing: 1,
    withoutData: 0,
  });
  expect(await compare(facts, 4, async () => 7)).toMatchObject({ notDecrypted: 2, missing: 0 });
  // Nothing is asked where nothing is missing.
  const ask = () => Promise.reject(new Error('asked'));
  expect(await compare(facts, 3, ask)).toMatchObject({ notDecrypted: 1, missing: 0 });
  expect(await compare(facts, 2, ask)).toMatchObject({ missing: 0 });
});
