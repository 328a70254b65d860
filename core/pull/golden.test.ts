// Covers core/pull/run.ts, core/pull/verify.ts.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { caseFolder } from '../../fixtures/corpora/corpora.ts';
import { testWorkspace } from '../../fixtures/switched-workspace.ts';
import { corpusKey } from '../../fixtures/test-keys.ts';
import { writeExport } from '../export/export.ts';
import { goldenDifferences } from '../export/testing/briefcase-differences.ts';
import { goldens } from '../export/testing/corpus.ts';
import { compareWithGolden, GOLDEN_OPTIONS, sha256 } from '../export/testing/golden.ts';
import { folderSource } from '../source/folder/folder.ts';
import type { Workspace } from '../store/workspace.ts';
import { plainRun } from '../testing/run-options.ts';
import { runLine } from './run.ts';
import { verifyWorkspace } from './verify.ts';

/*
 * The whole line on real ciphertext: a Briefcase storage goes in, the database is filled by real decryption, and what
 * comes out is held against what Briefcase printed. Nothing stands in for anything.
 */
const cases = Map.groupBy(goldens(), ({ caseName }) => caseName);
const root = mkdtempSync(join(tmpdir(), 'attache-golden-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe.each([...cases.keys()])('%s', (caseName) => {
  let workspace: Workspace;

  beforeAll(async () => {
    workspace = testWorkspace(join(root, caseName));
    const folder = join(caseFolder(caseName), 'briefcase');
    const report = await runLine({
      ...plainRun(),
      workspace,
      source: folderSource({ folder }),
      sourceName: `folder:${folder}`,
      kind: 'import',
      keys: (['A', 'B', 'K3', 'K4'] as const).map(corpusKey),
      full: true,
    });
    expect(report.outcome).toBe('complete');
  });
  afterAll(() => workspace.close());

  test.each(cases.get(caseName) ?? [])('$name', async (golden) => {
    const out = join(root, 'out', golden.name);
    const [form] = workspace.forms.all();
    await writeExport(workspace.rows(form?.model.formId ?? ''), {
      format: 'briefcase',
      folder: out,
      fileName: 'export.csv',
      version: golden.version,
      ...GOLDEN_OPTIONS[golden.options],
    });
    expect(compareWithGolden(golden, out, sha256)).toEqual(goldenDifferences(caseName, golden.options));
  });

  test('what is stored can be proved again without a key', async () => {
    const { submissions, signatures, findings } = await verifyWorkspace(
      workspace,
      new AbortController().signal,
    );
    expect(findings).toEqual([]);
    expect(signatures).toBe(submissions);
  });
});
