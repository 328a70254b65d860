// Covers core/pull/read-lists.ts.
import { expect, test } from 'vitest';
import { startSampleServer } from '../../fixtures/servers/kinds.ts';
import type { SampleData } from '../../fixtures/servers/sample-data.ts';
import { samplePull, withWorkspace } from '../../fixtures/servers/sample-pull.ts';
import { tinyData } from '../../fixtures/servers/tiny-data.ts';
import { rowsIn } from '../../fixtures/workspace-rows.ts';
import { type Clock, systemClock } from '../ground/clock.ts';
import type { Workspace } from '../store/workspace.ts';
import { COMPARE_AFTER_DAYS } from './read-lists.ts';

/* Aggregate's list is continued from where it ended, which never shows a deletion: it is compared whole from time to time. */

function after(days: number): Clock {
  return { ...systemClock, now: () => new Date(Date.now() + days * 86_400_000) };
}

function goneIn(workspace: Workspace): number {
  return rowsIn(workspace, 'SELECT 1 FROM listed WHERE is_gone = 1').length;
}

test('a list that is continued is compared whole after some days, and then shows what was deleted', async () => {
  const data = tinyData(4);
  const shorter: SampleData = {
    ...data,
    submissions: (formId) => data.submissions(formId).filter((_, i) => formId !== 'household' || i !== 1),
  };
  await withWorkspace(async (workspace) => {
    const server = await startSampleServer('aggregate', data);
    const pull = (days: number) => samplePull({ workspace, kind: 'aggregate', server, clock: after(days) });
    await pull(0);
    server.serve(shorter);
    await pull(1);
    expect(goneIn(workspace)).toBe(0);
    await pull(COMPARE_AFTER_DAYS - 0.01);
    expect(goneIn(workspace)).toBe(0);
    await pull(COMPARE_AFTER_DAYS + 0.01);
    expect(goneIn(workspace)).toBe(1);
    // A clock that was set back compares as well, rather than never again.
    server.serve(data);
    await pull(1);
    expect(goneIn(workspace)).toBe(0);
    await server.close();
  });
});
