import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { withWorkspace } from '../../fixtures/servers/sample-pull.ts';
import { testDatabase } from '../../fixtures/switched-workspace.ts';
import { rowsIn } from '../../fixtures/workspace-rows.ts';
import { runLine } from '../pull/run.ts';
import { folderSource } from '../source/folder/folder.ts';
import { plainRun } from '../testing/run-options.ts';
import { migrations } from './migrations/migrations.ts';
import type { Workspace } from './workspace.ts';

const folder = fileURLToPath(new URL('../../fixtures/field-reports/17-no-instanceid/odk', import.meta.url));

const take = (workspace: Workspace, sourceName = `folder:${folder}`) =>
  runLine({
    ...plainRun(),
    workspace,
    source: folderSource({ folder }),
    sourceName,
    kind: 'import',
    full: true,
  });
const sites = (workspace: Workspace): unknown[] =>
  rowsIn<{ site: string }>(workspace, 'SELECT site FROM birds ORDER BY 1').map(({ site }) => site);
const ALL = ['attr', 'emptyel', 'north', 'south', 'south'];

/** Makes of a workspace what the versions before left of it: same answers were one row, known by them alone. */
function asBefore(workspace: Workspace): void {
  const db = testDatabase(workspace.folder);
  db.exec(`UPDATE listed SET submission_id = (SELECT min(s.id) FROM submission s WHERE s.plain_id =
      (SELECT plain_id FROM submission o WHERE o.id = listed.submission_id))
      WHERE submission_id IN (SELECT id FROM submission WHERE plain_id IS NOT NULL);
    DELETE FROM submission WHERE plain_id IS NOT NULL AND id NOT IN (SELECT submission_id FROM listed);
    UPDATE submission SET content_id = plain_id WHERE plain_id IS NOT NULL;
    DROP INDEX submission_placed;
    ALTER TABLE submission DROP COLUMN plain_id;
    ALTER TABLE submission DROP COLUMN own_name;`);
  expect(db.prepare('SELECT count(*) FROM submission').pluck().get()).toBe(4);
  db.exec(migrations.find((sql) => sql.includes('ADD COLUMN own_name')) ?? '');
  db.close();
}

test('what was taken for one is two after the next import, and nothing else is doubled', async () => {
  await withWorkspace(async (workspace) => {
    await take(workspace);
    asBefore(workspace);
    expect((await take(workspace)).counts).toMatchObject({ toFetch: 1, added: 1 });
    expect(sites(workspace)).toEqual(ALL);
    expect((await take(workspace)).counts).toMatchObject({ toFetch: 0 });
    // From another place, as it was and as it is stored now.
    expect((await take(workspace, 'elsewhere')).counts).toMatchObject({ fetched: 5, added: 0, unchanged: 5 });
    expect(sites(workspace)).toEqual(ALL);
  });
});
