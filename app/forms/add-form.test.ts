import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { tinyForm } from '../../fixtures/servers/tiny-data.ts';
import { TestWorkspaces } from '../../fixtures/test-workspaces.ts';
import { addForm } from './add-form.ts';

const spaces = new TestWorkspaces();
afterAll(() => spaces.close());

test('a form definition is added from a file, and any other file is refused', async () => {
  const workspace = spaces.open();
  const path = join(spaces.root, 'visit.xml');
  writeFileSync(path, tinyForm('visit', 'visit', null));
  const now = new Date('2026-11-22T09:14:03Z');
  expect(await addForm(workspace, path, now)).toMatchObject({ formId: 'visit', read: 0 });
  expect(workspace.forms.faces().map(({ formId }) => formId)).toEqual(['visit']);
  const other = join(spaces.root, 'other.xml');
  writeFileSync(other, '<visit id="visit"/>');
  await expect(addForm(workspace, other, now)).rejects.toMatchObject({ code: 'form.not_a_form' });
});
