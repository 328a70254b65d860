// Covers app/servers/folder-layout.ts.
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { writeBriefcaseStorage } from '../../fixtures/sample-project/briefcase-storage.ts';
import { sampleProject } from '../../fixtures/sample-project/sample-project.ts';
import { tinyForm } from '../../fixtures/servers/tiny-data.ts';
import { TestWorkspaces } from '../../fixtures/test-workspaces.ts';
import { zip } from '../../fixtures/zip.ts';
import { sourceNamed } from '../sources/source-named.ts';
import { addFolder } from './add-folder.ts';

const spaces = new TestWorkspaces();
afterAll(() => spaces.close());

test('a folder is added once, under a name of its own, however its path is written', async () => {
  const workspace = spaces.open();
  const path = writeBriefcaseStorage(sampleProject(3), join(spaces.root, 'a', 'June'));
  const found = { found: 'briefcase', forms: 3 };
  const first = await addFolder(workspace, path);
  expect(first).toMatchObject(found);
  const link = join(spaces.root, 'link');
  symlinkSync(path, link, 'junction');
  expect(await addFolder(workspace, link)).toEqual(first);
  expect(workspace.servers.all()).toHaveLength(1);

  const second = await addFolder(
    workspace,
    writeBriefcaseStorage(sampleProject(3), join(spaces.root, 'b', 'June')),
  );
  expect(second).toMatchObject(found);
  expect(second.name).not.toBe(first.name);
  expect(workspace.servers.all()).toHaveLength(2);
});

test('earlier imports from the folder move to its new name', async () => {
  const workspace = spaces.open();
  const path = writeBriefcaseStorage(sampleProject(3), join(spaces.root, 'imported'));
  const ref = { formId: 'household', locator: 'a', stamp: '' };
  workspace.transaction(() => workspace.listings.putPage(`folder:${path}`, 'household', [ref], null));
  const { name } = await addFolder(workspace, path);
  const here = (source: string) => workspace.listings.page(source, 'household', 0, 10).total;
  expect(here(name)).toBe(1);
  expect(here(`folder:${path}`)).toBe(0);
});

test('a folder without submissions, and a damaged zip, are refused and not kept', async () => {
  const workspace = spaces.open();
  const empty = join(spaces.root, 'empty');
  mkdirSync(empty);
  await expect(addFolder(workspace, empty)).rejects.toMatchObject({ code: 'source.folder_unknown' });
  const damaged = join(spaces.root, 'damaged.zip');
  writeFileSync(damaged, 'not a zip');
  await expect(addFolder(workspace, damaged)).rejects.toMatchObject({ code: 'source.zip_unreadable' });
  expect(workspace.servers.all()).toEqual([]);
});

test('a zip is inspected, pulled under its name, and leaves no unpacked files behind', async () => {
  const workspace = spaces.open();
  const path = join(spaces.root, 'July.zip');
  const definition = Buffer.from(tinyForm('visit', 'visit', null));
  writeFileSync(
    path,
    zip([
      { name: 'forms/Visit/Visit.xml', bytes: definition },
      { name: 'forms/Visit/instances/uuida/submission.xml', bytes: Buffer.from('<visit id="visit"/>') },
    ]),
  );
  expect(await addFolder(workspace, path)).toEqual({ name: 'July', found: 'zip', forms: 1 });
  const source = await sourceNamed(workspace, 'July', () => Promise.reject(new Error('no server')));
  expect(await source.listForms(new AbortController().signal)).toMatchObject([{ formId: 'visit' }]);
  await source.close();
  expect(readdirSync(workspace.incomingFolder)).toEqual([]);
});
