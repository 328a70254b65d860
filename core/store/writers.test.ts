// Covers core/store/, core/store/leaving.ts.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { isForTests, sourceFiles } from '../../fixtures/checks/imports.ts';
import { projectRoot } from '../../fixtures/checks/project.ts';

/** Which file writes a table. Triggers, which are part of the format, are not counted. */
const WRITER: Readonly<Record<string, string>> = {
  answer_path: 'answer-paths.ts',
  asked_key: 'problem-groups.ts',
  backup_identity: 'backup-identity.ts',
  census: 'problem-groups.ts',
  cursor: 'listings.ts',
  earlier_manifest: 'submission-rows.ts',
  export_preset: 'export-presets.ts',
  exported: 'exported.ts',
  exported_file: 'exported.ts',
  form: 'forms.ts',
  form_media: 'form-media.ts',
  // In a database of notes while an export runs.
  link: 'pseudonym-links.ts',
  listed: 'listed-writer.ts',
  opened_day: 'old-copies.ts',
  path_arrival: 'answer-paths.ts',
  pseudonym_key: 'pseudonym-key.ts',
  pull: 'pulls.ts',
  record: 'records.ts',
  // In a database of notes while a restore runs.
  restored_file: 'restored-places.ts',
  run: 'runs.ts',
  server: 'servers.ts',
  set_aside: 'set-aside.ts',
  source_form: 'source-forms.ts',
  succession: 'versions.ts',
  table_layout: 'workspace.ts',
  to_settle: 'settle-old-versions.ts',
  // In a file of its own, which is gone at once.
  t: 'self-test.ts',
  told_origin: 'origins.ts',
};

/** Tables that several files write, each its own columns or its own kind of row. */
const SHARED: Readonly<Record<string, readonly string[]>> = {
  // A conversion moves the files; a restore gives up those that a damaged backup has lost.
  attachment: ['lost-files.ts', 'stored-files.ts', 'submission-rows.ts'],
  // What never had a signature is given up by a file of its own.
  ciphertext: ['lost-files.ts', 'stored-files.ts', 'submission-rows.ts', 'unsigned-ciphertext.ts'],
  // Leaving empties them.
  database_login: ['database-logins.ts', 'leaving.ts'],
  key_proof: ['leaving.ts', 'private-keys.ts'],
  private_key: ['leaving.ts', 'private-keys.ts'],
  source_state: ['leaving.ts', 'source-states.ts'],
  // In a database of notes while a backup or a check runs.
  file: ['backup-index.ts', 'expected-files.ts'],
  // Temporary tables of a restore.
  lacking: ['lost-files.ts'],
  lost: ['lost-files.ts'],
  // Each says and takes back the problems that it finds.
  problem: [
    'copies-beside.ts',
    'lost-files.ts',
    'set-aside.ts',
    'submission-rows.ts',
    'submissions.ts',
    'unfetched.ts',
    'versions.ts',
  ],
  // The row; what its records, its versions and its refs say of it; where a conversion has moved its XML.
  submission: [
    'drafts.ts',
    'lost-files.ts',
    'records.ts',
    'stored-files.ts',
    'submission-rows.ts',
    'versions.ts',
  ],
};

/** What makes triggers, which write how refs stand. */
const TRIGGERS = new Set(['standing.ts', 'version-standing.ts']);

test('each table has one writer', () => {
  const writers = new Map<string, Set<string>>();
  for (const file of sourceFiles('core/store')) {
    const name = basename(file);
    if (isForTests(file) || file.includes('/migrations/') || TRIGGERS.has(name)) continue;
    const text = readFileSync(`${projectRoot}/${file}`, 'utf8');
    for (const [, table = ''] of text.matchAll(
      /\b(?:INSERT(?: OR [A-Z]+)? INTO|DELETE FROM|UPDATE)\s+([a-z_]+)/g,
    )) {
      writers.set(table, (writers.get(table) ?? new Set()).add(name));
    }
  }
  const found = Object.fromEntries([...writers].map(([table, files]) => [table, [...files].sort()]));
  const one = Object.fromEntries(Object.entries(WRITER).map(([table, file]) => [table, [file]]));
  expect(found).toEqual({ ...one, ...SHARED });
});
