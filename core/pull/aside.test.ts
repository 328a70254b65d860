// Covers core/pull/run.ts.
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { folderAt } from '../../app/sources/folder-source.ts';
import { storedIn, withWorkspace } from '../../fixtures/servers/sample-pull.ts';
import { Problem } from '../ground/problem.ts';
import type { RunReport } from '../model/run-report.ts';
import type { Source } from '../source/source.ts';
import type { Workspace } from '../store/workspace.ts';
import { plainRun } from '../testing/run-options.ts';
import { runLine } from './run.ts';

const root = mkdtempSync(join(tmpdir(), 'attache-aside-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const COUNT = 5;
const phone = join(root, 'phone');
const form = (more = ''): string =>
  `<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>V</h:title><model><instance><data id="visit" version="1"><a/>${more}</data></instance><bind nodeset="/data/a" type="string"/></model></h:head><h:body><input ref="/data/a"/></h:body></h:html>`;
mkdirSync(join(phone, 'forms'), { recursive: true });
writeFileSync(join(phone, 'forms', 'V.xml'), form());
for (let i = 0; i < COUNT; i += 1) {
  const folder = join(phone, 'instances', `V_${i}`);
  mkdirSync(folder, { recursive: true });
  const long = i === 0 ? 'x'.repeat(1_200_000) : 'x';
  writeFileSync(
    join(folder, `V_${i}.xml`),
    `<data id="visit" version="1"><a>${long}</a><meta><instanceID>uuid:v${i}</instanceID></meta></data>`,
  );
}

async function take(
  workspace: Workspace,
  kind: 'import' | 'retry',
  change: (source: Source) => Source = (source) => source,
): Promise<RunReport> {
  const source = await folderAt(phone, workspace);
  const options = { ...plainRun(), workspace, source: change(source), sourceName: `folder:${phone}` };
  return runLine({ ...options, kind, full: true });
}

/** A source that meets this when it is asked for the third submission. */
function failingAt(error: () => unknown): (source: Source) => Source {
  return (source) => {
    const fetch: Source['fetchSubmission'] = (ref, ...more) =>
      ref.locator.includes('V_3') ? Promise.reject(error()) : source.fetchSubmission(ref, ...more);
    return new Proxy(source, {
      get: (target, name) => {
        if (name === 'fetchSubmission') return fetch;
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  };
}

const fileError = (code: string) =>
  Object.assign(new Error(code), { code, syscall: 'open', path: '/from/V_3.xml' });

test('a bug while one submission is fetched does not stop the others, and later runs skip that one', async () => {
  await withWorkspace(async (workspace) => {
    const bug = failingAt(() => new TypeError('a bug'));
    const first = await take(workspace, 'import', bug);
    expect(first.counts).toMatchObject({ fetched: COUNT - 1, notFetched: 1, notReached: 0 });
    expect(first.aside).toMatchObject([{ formId: '', code: 'submission.unexpected' }]);
    expect(first.causes).toContainEqual({ bucket: 'not-stored', code: 'submission.unexpected', count: 1 });
    const second = await take(workspace, 'import', bug);
    expect(second.counts).toMatchObject({ listed: COUNT, toFetch: 0, leftOut: 1 });
    expect(second.aside).toBeUndefined();
    const third = await take(workspace, 'retry');
    expect(third.counts).toMatchObject({ toFetch: 1, added: 1 });
    expect(storedIn(workspace)).toHaveLength(COUNT);
    expect((await take(workspace, 'import')).counts).toMatchObject({ toFetch: 0, leftOut: 0 });
  });
});

test('a file that fails while one is fetched is named, and looked for again by the next run', async () => {
  await withWorkspace(async (workspace) => {
    const first = await take(
      workspace,
      'import',
      failingAt(() => fileError('EACCES')),
    );
    expect(first.aside).toMatchObject([{ code: 'submission.file_failed', file: 'V_3.xml' }]);
    expect(first.counts).toMatchObject({ fetched: COUNT - 1, notFetched: 1 });
    expect((await take(workspace, 'import')).counts).toMatchObject({ toFetch: 1, added: 1 });
  });
});

test('a full disk ends the run', async () => {
  await withWorkspace(async (workspace) => {
    const run = take(
      workspace,
      'import',
      failingAt(() => fileError('ENOSPC')),
    );
    await expect(run).rejects.toMatchObject({ code: 'store.disk_full' });
  });
});

test('a bug while one of a batch is stored sets this one aside', async () => {
  await withWorkspace(async (workspace) => {
    const real = workspace.submissions.put.bind(workspace.submissions);
    const put = vi.spyOn(workspace.submissions, 'put').mockImplementation((opened, ...more) => {
      if (opened.instanceId === 'uuid:v3' && opened.records.length > 0) throw new TypeError('a bug');
      return real(opened, ...more);
    });
    const report = await take(workspace, 'import');
    expect(report.aside).toEqual([
      { formId: 'visit', name: 'uuid:v3', code: 'submission.unexpected', file: null },
    ]);
    expect(report.counts).toMatchObject({ fetched: COUNT, decrypted: COUNT - 1, failed: 1 });
    // What the batch knew before it was undone is stored with the others all the same.
    expect(workspace.rows('visit').storedPaths().get('')).toContain('meta/instanceID');
    put.mockRestore();
    expect((await take(workspace, 'import')).counts.toFetch).toBe(0);
    expect((await take(workspace, 'retry')).counts).toMatchObject({ improved: 1, decrypted: 1 });
    expect(storedIn(workspace).map(({ state }) => state)).toEqual(Array(COUNT).fill('decrypted'));
  });
});

test('a submission that cannot even be set aside is reported as not stored', async () => {
  await withWorkspace(async (workspace) => {
    const real = workspace.submissions.put.bind(workspace.submissions);
    vi.spyOn(workspace.submissions, 'put').mockImplementation((opened, ...more) => {
      if (opened.instanceId === 'uuid:v3') throw new TypeError('a bug');
      return real(opened, ...more);
    });
    const report = await take(workspace, 'import');
    expect(report.counts).toMatchObject({ fetched: COUNT - 1, notFetched: 1, notReached: 0 });
    expect(report.aside).toHaveLength(1);
    expect((await take(workspace, 'import')).counts).toMatchObject({ toFetch: 0, leftOut: 1 });
  });
});

test('a database that fails ends the run', async () => {
  await withWorkspace(async (workspace) => {
    vi.spyOn(workspace.submissions, 'put').mockImplementation(() => {
      throw new Problem('store.locked', { folder: workspace.folder });
    });
    await expect(take(workspace, 'import')).rejects.toMatchObject({ code: 'store.locked' });
  });
});

test('a stored document that is gone stops no run in which its definition changes', async () => {
  await withWorkspace(async (workspace) => {
    await take(workspace, 'import');
    expect(filesBelow(workspace.filesFolder)).toHaveLength(1);
    for (const path of filesBelow(workspace.filesFolder)) unlinkSync(path);
    writeFileSync(join(phone, 'forms', 'V.xml'), form('<r><b/></r>'));
    const report = await take(workspace, 'import');
    expect(report.outcome).toBe('complete');
    writeFileSync(join(phone, 'forms', 'V.xml'), form());
  });
});

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true })
    .map((name) => join(folder, String(name)))
    .filter((path) => statSync(path).isFile());
}
