// Covers core/export/numbered.ts.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { guideFile } from './guide-file.ts';
import { filesOf, numberedPlan } from './numbered.ts';
import { OutputFiles } from './output-files.ts';
import type { ExportPlan } from './table.ts';
import { temporaryFolder } from './testing/temporary.ts';

const guide = guideFile('Study.do', (finalName) => `use "${finalName('Study-child.dta')}"\n`);
const plan: ExportPlan = {
  base: 'Study',
  tables: [],
  audit: null,
  guides: [guide],
  leftOut: [],
  notSplit: [],
  notLabelled: [],
  leftOutFile: null,
};

async function written(folder: string, { guides = [] }: ExportPlan, overwrite = false): Promise<void> {
  const files = new OutputFiles(folder, guides, { format: 'tidy', folder, overwrite });
  await files.finish();
  await files.commit();
}

test('a guide names the other files of its export, with the number that they have', async () => {
  const folder = temporaryFolder();
  await written(folder, numberedPlan(plan, folder));
  const second = numberedPlan(plan, folder);
  expect(filesOf(second)).toEqual(['Study (2).do']);
  await written(folder, second);
  expect(readdirSync(folder).sort()).toEqual(['Study (2).do', 'Study.do']);
  expect(readFileSync(join(folder, 'Study.do'), 'utf8')).toBe('use "Study-child.dta"\n');
  expect(readFileSync(join(folder, 'Study (2).do'), 'utf8')).toBe('use "Study-child (2).dta"\n');
});

test('a file of the user is not replaced by a guide', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'Study.do'), 'mine');
  await expect(written(folder, plan)).rejects.toMatchObject({ code: 'export.file_differs' });
  expect(readFileSync(join(folder, 'Study.do'), 'utf8')).toBe('mine');
  await written(folder, plan, true);
  expect(readFileSync(join(folder, 'Study.do'), 'utf8')).not.toBe('mine');
});
