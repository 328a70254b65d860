// Covers core/store/answer-paths.ts, core/store/row-facts.ts, core/store/row-filter.ts.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { editedData, editedForm } from '../../fixtures/servers/edited-data.ts';
import { connectTo, startSampleServer } from '../../fixtures/servers/kinds.ts';
import { testWorkspace } from '../../fixtures/switched-workspace.ts';
import { corpusKey } from '../../fixtures/test-keys.ts';
import { runLine } from '../pull/run.ts';
import { plainRun } from '../testing/run-options.ts';

const root = mkdtempSync(join(tmpdir(), 'attache-rows-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

test('a file that new rows are added to keeps its columns when nothing new is there', async () => {
  const key = corpusKey('A');
  const workspace = testWorkspace(join(root, 'workspace'));
  // The form's own definition names no key: that it is encrypted shows by its submissions alone.
  const server = await startSampleServer('kobo', editedData([{ id: 'a', name: 'Ada', key }]));
  const source = await connectTo('kobo', server);
  await runLine({ ...plainRun(), workspace, source, sourceName: 's', keys: [key] });
  await source.close();
  await server.close();
  const rows = workspace.rows(editedForm);
  const ids = [...rows.submissions({})].map(({ rowId }) => rowId ?? 0);
  workspace.transaction(() => workspace.exported.add('all', ids));
  expect([...rows.submissions({ newSince: 'all' })]).toEqual([]);
  expect(rows.anyEncrypted({ newSince: 'all' })).toBe(true);
  workspace.close();
});
