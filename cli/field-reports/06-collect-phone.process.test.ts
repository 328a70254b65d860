// Covers core/source/folder/folder.ts, core/source/folder/zip.ts.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../core/export/testing/temporary.ts';
import { attache, attacheJson } from '../testing/attache.ts';
import { exportReport } from '../testing/field-report.ts';

/*
 * kobotoolbox/docs#125, getodk/docs#842, getodk/getodk#359, getodk/collect#472: a Collect folder from a
 * phone, and zips of it made on a Mac and on Windows. It contains drafts.
 */
const REPORTS = fileURLToPath(new URL('../../fixtures/field-reports/', import.meta.url));

test.each(['Phone', 'mac.zip', 'win.zip'])('%s', async (what) => {
  const workspace = join(temporaryFolder(), 'workspace');
  const take = (...more: string[]) =>
    attache([
      '--workspace',
      workspace,
      'import',
      join(REPORTS, '06-collect-phone', what),
      '--key',
      join(REPORTS, 'TEST-key.pem'),
      ...more,
    ]);
  const states = async (): Promise<unknown> => {
    const { json } = await attacheJson(['--workspace', workspace, 'submissions']);
    return (json as { instanceId: string; signature: string }[])
      .map(({ instanceId, signature }) => `${instanceId.slice(-4)} ${signature}`)
      .sort();
  };
  const { code, out } = await take();
  expect(code).toBe(0);
  expect(out.toString()).toContain(
    '2 left out: Household (baseline)_2024-05-02_09-00-00, Household (baseline)_2024-05-03_10-11-12',
  );
  expect(await states()).toEqual(['0601 valid', '0602 valid']);

  const { folder } = await exportReport(workspace, 'hh_base', 'tidy');
  expect(
    parse<{ name: string }>(readFileSync(join(folder, 'Household (baseline).csv')), {
      columns: true,
      bom: true,
    })
      .map(({ name }) => name)
      .sort(),
  ).toEqual(['Final', 'Sent']);
  const dated = await exportReport(workspace, 'hh_base', 'tidy', ['--from', '2024-01-01']);
  expect(dated.out + dated.err).toMatch(/date/);

  expect((await take('--include-drafts')).code).toBe(0);
  expect(await states()).toEqual(['0601 valid', '0602 absent', '0602 valid', '0603 absent']);
});
