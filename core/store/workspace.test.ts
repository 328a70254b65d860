// Covers core/ground/own-files.ts, core/store/copies.ts, core/store/copy-print.ts,
// core/store/export-counts.ts, core/store/form-media.ts, core/store/key-samples.ts,
// core/store/left-over.ts, core/store/listed-copies.ts, core/store/problem-list.ts,
// core/store/set-aside.ts, core/store/submission-date.ts, core/store/submission-rows.ts,
// core/store/unfetched.ts, core/store/unsigned-ciphertext.ts, core/store/verifiable.ts,
// core/store/waiting-of-pulls.ts.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { tinyForm } from '../../fixtures/servers/tiny-data.ts';
import { testDatabase, testWorkspace } from '../../fixtures/switched-workspace.ts';
import { rowsIn } from '../../fixtures/workspace-rows.ts';
import { parseForm } from '../xform/parse-form.ts';
import type { Workspace } from './workspace.ts';

/* What is wrong with one form never costs another anything. */
function filled(...formIds: readonly string[]): Workspace {
  const folder = mkdtempSync(join(tmpdir(), 'attache-workspace-'));
  const workspace = testWorkspace(folder);
  onTestFinished(() => {
    workspace.close();
    rmSync(folder, { recursive: true, force: true });
  });
  for (const formId of formIds) {
    const bytes = Buffer.from(tinyForm(formId, 'survey', null));
    workspace.forms.put(bytes, parseForm(bytes, 'form.xml'), null, { id: 1, at: '2026-11-29' });
  }
  return workspace;
}

/** Writes behind the workspace's back, as a damaged or older one would have it. */
function change({ folder }: Workspace, sql: string): void {
  const db = testDatabase(folder);
  db.exec(sql);
  db.close();
}

const viewsOf = (workspace: Workspace): string[] =>
  rowsIn<{ name: string }>(workspace, "SELECT name FROM sqlite_master WHERE type = 'view' ORDER BY name").map(
    ({ name }) => name,
  );

test('a stored definition that cannot be read is a problem of its form', () => {
  const workspace = filled('first', 'second', 'third');
  change(workspace, "UPDATE form SET xml = x'3C61' WHERE form_id = 'second'");
  workspace.makeViews();
  expect(viewsOf(workspace)).toEqual(['first', 'third']);
  expect(workspace.problemList.all(null)).toMatchObject([{ code: 'form.unreadable', formId: 'second' }]);
  expect(workspace.forms.all().map(({ model }) => model.formId)).toEqual(['first', 'third']);
  expect(workspace.rows('second')).toBeDefined();
});

test('the problem goes when the definition can be read', () => {
  const workspace = filled('first');
  const [row] = rowsIn<{ xml: Uint8Array }>(workspace, 'SELECT xml FROM form');
  change(workspace, "UPDATE form SET xml = x'3C61'");
  workspace.makeViews();
  const again = testWorkspace(workspace.folder);
  onTestFinished(() => again.close());
  expect(again.problemList.all(null)).toHaveLength(1);
  change(workspace, `UPDATE form SET xml = x'${Buffer.from(row?.xml ?? []).toString('hex')}'`);
  const third = testWorkspace(workspace.folder);
  onTestFinished(() => third.close());
  third.makeViews();
  expect(third.problemList.all(null)).toEqual([]);
  expect(viewsOf(third)).toEqual(['first']);
});
