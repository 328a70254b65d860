// Covers core/pull/run.ts.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { testWorkspace } from '../../fixtures/switched-workspace.ts';
import { rowsIn } from '../../fixtures/workspace-rows.ts';
import type { Source } from '../source/source.ts';
import type { Workspace } from '../store/workspace.ts';
import { documentSource } from '../testing/document-source.ts';
import { plainRun } from '../testing/run-options.ts';
import { runLine } from './run.ts';
import type { RunOptions } from './run-options.ts';

/* A plain submission that nothing proves, and that came in two ways: a third copy decides. */

let root = '';
let workspace: Workspace;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'attache-differ-'));
  workspace = testWorkspace(root);
});
afterEach(() => {
  workspace.close();
  rmSync(root, { recursive: true, force: true });
});

const withAnswer = (answer: string): string =>
  `<data id="f" version="1"><q>${answer}</q><meta><instanceID>uuid:a</instanceID></meta></data>`;

async function pull(xml: string, more: Partial<RunOptions> = {}) {
  const documents = documentSource(['uuid:a'], () => xml);
  const source: Source = {
    ...documents,
    fetchSubmission: async (...asked) => ({
      ...(await documents.fetchSubmission(...asked)),
      listedId: 'uuid:a',
    }),
  };
  return (await runLine({ ...plainRun(), workspace, source, sourceName: 's', ...more })).counts;
}

const answers = () =>
  rowsIn<{ values: string }>(workspace, 'SELECT "values" FROM record').map(
    (row) => (JSON.parse(row.values) as { q?: string }).q,
  );
const problems = () => workspace.problemList.all(null).map(({ code }) => code);

test('two copies differ: this is reported, the first stays, and the one that comes twice replaces it', async () => {
  await pull(withAnswer('damaged'));
  expect((await pull(withAnswer('right'))).toFetch).toBe(0);
  expect((await pull(withAnswer('right'), { full: true })).toFetch).toBe(1);
  expect([answers(), problems()]).toEqual([['damaged'], ['submission.copies_differ']]);
  expect(await pull(withAnswer('right'))).toMatchObject({ toFetch: 1, improved: 1, decided: 1 });
  expect([answers(), problems()]).toEqual([['right'], []]);
  expect((await pull(withAnswer('right'))).toFetch).toBe(0);
});

test('two copies differ: the first is confirmed by the third', async () => {
  await pull(withAnswer('right'));
  await pull(withAnswer('damaged'), { full: true });
  expect(problems()).toEqual(['submission.copies_differ']);
  expect(await pull(withAnswer('right'))).toMatchObject({ toFetch: 1, unchanged: 1, decided: 0 });
  expect([answers(), problems()]).toEqual([['right'], []]);
  expect((await pull(withAnswer('right'))).toFetch).toBe(0);
});

test('what names no form, or has another ID than it is listed by, gives way at the next pull', async () => {
  for (const damaged of [
    '<html><body>Sign in</body></html>',
    withAnswer('x').replace('uuid:a', 'uuid:b'),
    withAnswer('x').slice(0, 40),
  ]) {
    await pull(damaged);
    await pull(withAnswer('right'));
    expect([answers(), problems()]).toEqual([['right'], []]);
    expect((await pull(withAnswer('right'))).toFetch).toBe(0);
    workspace.close();
    rmSync(root, { recursive: true, force: true });
    workspace = testWorkspace(root);
  }
});
