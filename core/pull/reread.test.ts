// Covers core/pull/read-forms.ts.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { testWorkspace } from '../../fixtures/switched-workspace.ts';
import { rowsIn } from '../../fixtures/workspace-rows.ts';
import { documentSource } from '../testing/document-source.ts';
import { plainRun } from '../testing/run-options.ts';
import { addFormFile, readFormFile } from './add-form.ts';
import { runLine } from './run.ts';

/** A submission of version 1 with one member, which without a definition does not look like a repeat. */
const source = documentSource(
  ['a'],
  () =>
    '<data id="f" version="1"><member><name>Bo</name></member><meta><instanceID>uuid:a</instanceID></meta></data>',
);

function definition(version: string): Buffer {
  return Buffer.from(
    `<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>F</h:title><model><instance><data id="f" version="${version}"><member><name/></member></data></instance><bind nodeset="/data/member/name" type="string"/></model></h:head><h:body><group ref="/data/member"><repeat nodeset="/data/member"><input ref="/data/member/name"/></repeat></group></h:body></h:html>`,
  );
}

test('what came before any definition is read again by the one of another version, and then by its own', async () => {
  const root = mkdtempSync(join(tmpdir(), 'attache-reread-'));
  const workspace = testWorkspace(root);
  const paths = () =>
    rowsIn<{ path: string }>(workspace, 'SELECT path FROM record ORDER BY 1').map((r) => r.path);
  try {
    await runLine({ ...plainRun(), workspace, source, sourceName: 's' });
    expect(paths()).toEqual(['']);
    expect((await addFormFile(workspace, definition('2'), 'form.xml', new Date())).read).toBe(1);
    expect(paths()).toEqual(['', 'member']);
    expect((await addFormFile(workspace, definition('2'), 'form.xml', new Date())).read).toBe(0);
    expect((await addFormFile(workspace, definition('1'), 'form.xml', new Date())).read).toBe(1);
    expect(rowsIn(workspace, 'SELECT read_by_form AS by FROM submission')).toEqual([{ by: 1 }]);
  } finally {
    workspace.close();
    rmSync(root, { recursive: true, force: true });
  }
});

test('a definition whose root has the name of every root does not belong to a form of that name', async () => {
  const root = mkdtempSync(join(tmpdir(), 'attache-reread-'));
  const workspace = testWorkspace(root);
  const of = (id: string): Buffer => Buffer.from(definition('1').toString().replace('id="f"', `id="${id}"`));
  try {
    await addFormFile(workspace, of('data'), 'data.xml', new Date());
    expect(await addFormFile(workspace, of('other'), 'other.xml', new Date())).toMatchObject({
      formId: 'other',
    });
  } finally {
    workspace.close();
    rmSync(root, { recursive: true, force: true });
  }
});

test('a file that is not there any more is named', async () => {
  for (const path of [tmpdir(), join(tmpdir(), 'nobody made this')]) {
    await expect(readFormFile(path)).rejects.toMatchObject({ code: 'form.no_file' });
  }
});
