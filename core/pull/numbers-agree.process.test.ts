// Covers core/pull/reached.ts.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { editedData, editedForm } from '../../fixtures/servers/edited-data.ts';
import { connectTo, startSampleServer } from '../../fixtures/servers/kinds.ts';
import { testWorkspace } from '../../fixtures/switched-workspace.ts';
import { systemClock } from '../ground/clock.ts';
import type { RunCounts } from '../model/run-report.ts';
import { plainRun } from '../testing/run-options.ts';
import { countSource } from './count.ts';
import { runLine } from './run.ts';

/* One edit, one deletion and one new submission: every count says the same of them, before they are pulled and after. */
const root = mkdtempSync(join(tmpdir(), 'attache-numbers-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const version = (id: string, more = {}) => ({ id, name: id, ...more });
const before = ['1', '2', '3', '4'].map((id) => version(id));
const after = [version('1b', { replaces: '1', first: '1' }), version('3'), version('4'), version('5')];

test.each(['kobo', 'ona', 'central'] as const)('%s', async (kind) => {
  const server = await startSampleServer(kind, editedData(before));
  const workspace = testWorkspace(join(root, kind));
  const { signal } = new AbortController();
  const count = async (sourceName: string): Promise<void> => {
    const source = await connectTo(kind, server);
    await countSource({ workspace, source, sourceName, clock: systemClock, signal }).finally(() =>
      source.close(),
    );
  };
  const pull = async (sourceName: string): Promise<RunCounts> => {
    const source = await connectTo(kind, server);
    const report = await runLine({ ...plainRun(), workspace, source, sourceName }).finally(() =>
      source.close(),
    );
    return report.counts;
  };
  /** What stands in the rows of Forms; Data, exports, `status` and `forms` have as many rows as are here. */
  const said = () => {
    const totals = workspace.totals.all();
    const once = workspace.submissionCounts.hereOnce();
    const [counts] = workspace.submissionCounts.byForm();
    expect(once.here).toBe(counts?.submissions ?? 0);
    expect(once.readable).toBe(counts?.readable ?? 0);
    expect(once.notReadable).toBe(counts?.notReadable ?? 0);
    expect(workspace.rows(editedForm).count({})).toBe(once.readable);
    for (const form of totals) expect(form.onServer + form.onlyHere).toBe(form.here + form.toPull);
    const [form] = totals;
    expect(form?.onlyHere).toBe(counts?.deletedOnServer ?? 0);
    const { onServer, here, toPull, changed, onlyHere } = form ?? {};
    return { onServer, here, toPull, changed, onlyHere };
  };
  try {
    await count('s');
    expect(said()).toEqual({ onServer: 4, here: 0, toPull: 4, changed: 0, onlyHere: 0 });
    await pull('s');
    server.serve(editedData(after));
    await count('s');
    expect(said()).toEqual({ onServer: 4, here: 4, toPull: 1, changed: 1, onlyHere: 1 });
    expect(await pull('s')).toMatchObject({ toFetch: 2, added: 2, deleted: 1 });
    expect(said()).toEqual({ onServer: 4, here: 5, toPull: 0, changed: 0, onlyHere: 1 });
    expect(await pull('s')).toMatchObject({ toFetch: 0, deleted: 1, deletedNow: 0 });
  } finally {
    workspace.close();
    await server.close();
  }
});
