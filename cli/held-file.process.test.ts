// Covers core/ground/patient-files.ts.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { caseFolder } from '../fixtures/corpora/corpora.ts';
import { attache, attacheJson } from './testing/attache.ts';

const root = mkdtempSync(join(tmpdir(), 'attache-held-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const key = fileURLToPath(new URL('../fixtures/corpora/dev/keys/A.pem', import.meta.url));
const failing = new URL('./testing/failing-files.ts', import.meta.url).href;

const held = (pattern: string, code = 'EBUSY') => ({
  NODE_OPTIONS: `--import=${failing}`,
  FAILING_FILES: pattern,
  FAILING_CODE: code,
});

test('a CSV that is open in Excel is named, and all files stay unchanged', async () => {
  const workspace = ['--workspace', join(root, 'workspace')];
  const out = join(root, 'out');
  const imported = await attache([
    'import',
    join(caseFolder('g08-media'), 'flat'),
    '--key',
    key,
    ...workspace,
  ]);
  expect(imported.code).toBe(0);
  const [form] = (await attacheJson(['forms', ...workspace])).json as { formId: string }[];
  const exporting = ['export', '--form', form?.formId ?? '', '--out', out, '--overwrite', ...workspace];
  expect((await attache(exporting)).code).toBe(0);
  const names = readdirSync(out);
  const texts = () =>
    names.filter((name) => name.endsWith('.csv')).map((name) => readFileSync(join(out, name), 'utf8'));
  const before = texts();

  const run = await attache(exporting, held('^Media\\.csv$'));
  expect(run.code).toBe(9);
  expect(run.err).toContain(
    'Media.csv is open in another program, perhaps Excel.\nWhat to do: Close it and export again.',
  );
  expect(readdirSync(out)).toEqual(names);
  expect(texts()).toEqual(before);
  expect((await attache(exporting)).code).toBe(0);
});
