// Covers core/pull/run.ts.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test } from 'vitest';
import { connectTo, startSampleServer } from '../../fixtures/servers/kinds.ts';
import type { SampleData } from '../../fixtures/servers/sample-data.ts';
import { tinyForm } from '../../fixtures/servers/tiny-data.ts';
import { testDatabase, testWorkspace } from '../../fixtures/switched-workspace.ts';
import { plainIdentity } from '../decrypt/content-id.ts';
import { parseXml } from '../ground/xml/xml.ts';
import { plainRun } from '../testing/run-options.ts';
import { runLine } from './run.ts';

/* Submissions without an instance ID of their own whose answers are the same: each is one. */
const root = mkdtempSync(join(tmpdir(), 'attache-same-answers-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const ANSWERS = '<visit id="count" version="1"><name>one</name></visit>';

function alike(ids: readonly string[]): SampleData {
  const all = ids.map((id) => ({
    instanceId: id,
    manifestXml: ANSWERS,
    files: new Map<string, Uint8Array>(),
    submissionDate: '2026-01-02T03:04:05.678Z',
  }));
  return {
    forms: [{ formId: 'count', version: '1', name: 'Count', xml: tinyForm('count', 'visit', null) }],
    submissions: (formId) => (formId === 'count' ? all : []),
  };
}

const ids = ['uuid:1', 'uuid:2', 'uuid:3'];

test.each(['ona', 'aggregate', 'kobo', 'central'] as const)(
  '%s: submissions with the same answers are not confused',
  async (kind) => {
    const server = await startSampleServer(kind, alike(ids));
    const folder = mkdtempSync(join(root, 'workspace-'));
    let workspace = testWorkspace(folder);
    closing.push(
      () => workspace.close(),
      () => server.close(),
    );
    const pull = async (full = false) => {
      const source = await connectTo(kind, server);
      const options = { ...plainRun(), workspace, source, sourceName: 's', full };
      return (await runLine(options).finally(() => source.close())).counts;
    };
    expect(await pull()).toMatchObject({ listed: 3, added: 3, unchanged: 0 });
    expect(await pull(true)).toMatchObject({ listed: 3, added: 0, unchanged: 3 });
    expect(workspace.submissionCounts.byForm()).toMatchObject([{ submissions: 3 }]);
    if (kind === 'kobo' || kind === 'central') return;

    // As an earlier version kept them: one for all three, under what its answers are alone.
    workspace.close();
    const db = testDatabase(folder);
    db.exec(`UPDATE listed SET submission_id = (SELECT min(id) FROM submission)`);
    db.exec('DELETE FROM submission WHERE id > (SELECT min(id) FROM submission)');
    const answers = parseXml(Buffer.from(ANSWERS.replace(' id=', ' instanceID="uuid:1" id=')));
    db.prepare('UPDATE submission SET content_id = ?').run(plainIdentity(answers, '', '').formerId);
    db.close();
    workspace = testWorkspace(folder);
    expect(await pull(true)).toMatchObject({ listed: 3, added: 2, unchanged: 1 });
    expect([...workspace.submissionList.all(null)].map(({ instanceId }) => instanceId).sort()).toEqual(ids);
  },
);
