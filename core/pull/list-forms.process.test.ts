import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { connectTo, user } from '../../fixtures/servers/kinds.ts';
import { startOpenRosaServer } from '../../fixtures/servers/openrosa-server.ts';
import { tinyData } from '../../fixtures/servers/tiny-data.ts';
import { testWorkspace } from '../../fixtures/switched-workspace.ts';
import { plainRun } from '../testing/run-options.ts';
import { runLine } from './run.ts';

const root = mkdtempSync(join(tmpdir(), 'attache-list-forms-'));
const workspace = testWorkspace(root);
afterAll(() => {
  workspace.close();
  rmSync(root, { recursive: true, force: true });
});

test('what a list lacks that may lack some is told where it was asked for, and is not gone', async () => {
  // Ona's own list has a form that the OpenRosa list lacks; it is refused twice.
  const fault = { at: /\/api\/v1\/forms\?/, kind: 'status', status: 403, times: 2 } as const;
  const options = {
    data: tinyData(2),
    prefix: `/${user.name}`,
    authentication: { users: [user], offers: ['digest-md5'] as const },
    native: { hidden: ['household'] },
  };
  const whole = await startOpenRosaServer(options);
  const partial = await startOpenRosaServer({ ...options, faults: [fault], reuse: whole.certificate });
  const take = async (server: typeof whole, formIds: readonly string[] | null) => {
    const source = await connectTo('ona', server);
    const run = { ...plainRun(), workspace, source, sourceName: 's', formIds };
    return runLine(run).finally(() => source.close());
  };
  try {
    await take(whole, null);
    const all = await take(partial, null);
    expect([all.unlisted, all.problems['source.form_unlisted']]).toEqual([[], undefined]);
    const asked = await take(partial, ['household']);
    expect(asked.unlisted).toMatchObject([{ formId: 'household' }]);
    expect(asked.counts).toMatchObject({ deleted: 0, unlisted: 0 });
    expect(workspace.sourceForms.find('s', 'household')?.unlistedAt).toBeNull();
  } finally {
    await whole.close();
    await partial.close();
  }
});
