import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { folderAt } from '../../app/sources/folder-source.ts';
import { testDatabase, testWorkspace } from '../../fixtures/switched-workspace.ts';
import { rowsIn } from '../../fixtures/workspace-rows.ts';
import { writeExport } from '../export/export.ts';
import { plainRun } from '../testing/run-options.ts';
import { mendRecords } from './mend-records.ts';
import { runLine } from './run.ts';

const root = mkdtempSync(join(tmpdir(), 'attache-mend-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

test('records that the disk has damaged are named by an export, and read again from their document', async () => {
  const phone = join(root, 'phone');
  for (const n of [1, 2, 3, 4]) {
    const folder = join(phone, 'instances', `V_${n}`);
    mkdirSync(folder, { recursive: true });
    const xml = `<data id="v" version="1"><a>${n}</a><r><b>x</b></r><r><b>y</b></r><meta><instanceID>uuid:${n}</instanceID></meta></data>`;
    writeFileSync(join(folder, `V_${n}.xml`), xml);
  }
  const workspace = testWorkspace(join(root, 'w'));
  const source = await folderAt(phone, workspace);
  await runLine({ ...plainRun(), workspace, source, sourceName: `folder:${phone}`, kind: 'import' });
  const records = () => rowsIn(workspace, 'SELECT * FROM record ORDER BY submission_id, ordinal');
  const before = records();
  const other = testDatabase(workspace.folder);
  const damage = (sql: string, id: string) =>
    other
      .prepare(
        `UPDATE ${sql} WHERE submission_id = (SELECT id FROM submission WHERE instance_id = ?) AND ordinal = 0`,
      )
      .run(id);
  damage(`record SET "values" = '{"a":"1","me'`, 'uuid:1');
  damage(`record SET "values" = '[1]'`, 'uuid:2');
  damage(`record SET repeats = 'r'`, 'uuid:3');
  const folder = join(root, 'out');
  const write = () => writeExport(workspace.rows('v'), { format: 'tidy', folder, fileName: 'v' });
  await expect(write()).rejects.toMatchObject({
    code: 'store.answers_damaged',
    data: { params: { submission: expect.stringMatching(/^uuid:[13]$/) } },
  });
  const mended = mendRecords(workspace).map(({ code, instanceId }) => [code, instanceId]);
  expect(mended.sort()).toEqual([1, 2, 3].map((n) => ['store.answers_mended', `uuid:${n}`]));
  expect(records()).toEqual(before);
  expect(mendRecords(workspace)).toEqual([]);
  await write();

  damage(`record SET "values" = ''`, 'uuid:4');
  other.exec("UPDATE submission SET xml = x'00' WHERE instance_id = 'uuid:4'");
  expect(mendRecords(workspace)).toMatchObject([{ code: 'store.answers_damaged', instanceId: 'uuid:4' }]);
  other.close();
  workspace.close();
});
