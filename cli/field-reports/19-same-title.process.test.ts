// Covers core/export/file-owner.ts, core/export/form-base.ts.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../core/export/testing/temporary.ts';
import { writtenIn } from '../../core/export/testing/written-files.ts';
import { exportReport, importReport } from '../testing/field-report.ts';

const FORMS = { health_a: 'answer of A', health_b: 'answer of B', health_c: 'answer of C' } as const;
const forms = Object.keys(FORMS) as (keyof typeof FORMS)[];

/** Returns the answers of each file in a folder. */
function answers(folder: string): Record<string, string[]> {
  const names = writtenIn(folder).sort();
  return Object.fromEntries(
    names.map((name) => [name, readFileSync(join(folder, name), 'utf8').match(/answer of ./g) ?? []]),
  );
}

/** getodk/central-backend#177 #145 */
test.each(['tidy', 'briefcase'] as const)(
  '%s: forms with the same title have separate files',
  async (profile) => {
    const { workspace } = await importReport('19-same-title');
    const folder = temporaryFolder();
    for (const form of forms) {
      expect((await exportReport(workspace, form, profile, [], folder)).code).toBe(0);
    }
    const expected = {
      'HEALTH_ 2024 (health_c).csv': ['answer of C'],
      'Health_ 2024 (health_a).csv': ['answer of A'],
      'Health_ 2024 (health_b).csv': ['answer of B'],
    };
    expect(answers(folder)).toEqual(expected);
    await exportReport(workspace, 'health_a', profile, [], folder);
    expect(answers(folder)).toEqual(expected);
    await exportReport(workspace, 'health_b', profile, ['--append'], folder);
    // A submission that has its row in the file gets no second row.
    expect(answers(folder)).toEqual(expected);
  },
);

test('a form cannot be added to the file of another form, which is named', async () => {
  const { workspace } = await importReport('19-same-title');
  const folder = temporaryFolder();
  const to = ['--file', 'data.csv'];
  await exportReport(workspace, 'health_a', 'tidy', to, folder);
  for (const more of [[], ['--append']]) {
    const { code, err } = await exportReport(workspace, 'health_b', 'tidy', [...to, ...more], folder);
    expect(code).toBe(9);
    expect(err).toContain('data.csv');
    expect(err).toContain('health_a');
    expect(answers(folder)).toEqual({ 'data.csv': ['answer of A'] });
  }
  // The user has changed the file. Its keys still tell whose file it is.
  writeFileSync(join(folder, 'data.csv'), `${readFileSync(join(folder, 'data.csv'), 'utf8')}\n`);
  expect((await exportReport(workspace, 'health_b', 'tidy', to, folder)).code).toBe(9);
  await exportReport(workspace, 'health_b', 'tidy', [...to, '--overwrite'], folder);
  expect(answers(folder)).toEqual({ 'data.csv': ['answer of B'] });
});
