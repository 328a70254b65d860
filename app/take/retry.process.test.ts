import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { Problem } from '../../core/ground/problem.ts';
import { folderName, folderOf } from '../../core/model/source-name.ts';
import { runLine } from '../../core/pull/run.ts';
import type { RunOptions } from '../../core/pull/run-options.ts';
import type { Source } from '../../core/source/source.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import { plainRun } from '../../core/testing/run-options.ts';
import { caseFolder } from '../../fixtures/corpora/corpora.ts';
import { connectTo, type KindOfServer, startSampleServer } from '../../fixtures/servers/kinds.ts';
import { tinyData } from '../../fixtures/servers/tiny-data.ts';
import { testWorkspace } from '../../fixtures/switched-workspace.ts';
import { corpusKey } from '../../fixtures/test-keys.ts';
import { rowsIn } from '../../fixtures/workspace-rows.ts';
import { zip } from '../../fixtures/zip.ts';
import { folderAt } from '../sources/folder-source.ts';
import { sourceNamed } from '../sources/source-named.ts';
import { formsToRetry, type RetriedSource, retrySources } from './retry.ts';

const root = mkdtempSync(join(tmpdir(), 'attache-retry-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let workspace: Workspace;
const servers: KindOfServer[] = [];
beforeEach(() => {
  workspace = testWorkspace(mkdtempSync(join(root, 'workspace-')));
});
afterEach(async () => {
  workspace.close();
  for (const server of servers.splice(0)) await server.close();
});

async function run(source: Source, sourceName: string, more: Partial<RunOptions>) {
  try {
    return await runLine({ ...plainRun(), workspace, source, sourceName, keys: [corpusKey('A')], ...more });
  } finally {
    await source.close();
  }
}

/** Retries; `connect` gives the servers by their names. */
function retry(connect: (name: string) => Promise<Source>): Promise<readonly RetriedSource[]> {
  return retrySources({
    workspace,
    formIds: null,
    signal: new AbortController().signal,
    run: async (name, formIds) => {
      const isFolder = folderOf(name) !== null;
      const none = () => Promise.reject(new Error('no server was added'));
      const source = isFolder ? await sourceNamed(workspace, name, none) : await connect(name);
      return run(source, name, { kind: 'retry', formIds });
    },
    onSource: () => {},
    onDone: () => {},
  });
}

/**
 * A zip of a folder with submissions, from which one photo is missing. `mend` packs it again with the photo.
 */
function zipped(): { readonly path: string; mend(): void } {
  const folder = mkdtempSync(join(root, 'folder-'));
  const path = `${folder}.zip`;
  const pack = (from: string): void => {
    const files = readdirSync(from, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
    const packed = files.map((one) => {
      const file = join(one.parentPath, one.name);
      return { name: file.slice(from.length + 1).replaceAll('\\', '/'), bytes: readFileSync(file) };
    });
    writeFileSync(path, zip(packed));
  };
  cpSync(join(caseFolder('b04-missing-media-file'), 'briefcase'), folder, { recursive: true });
  pack(folder);
  return { path, mend: () => pack(join(caseFolder('g08-media'), 'briefcase')) };
}

test('only what failed is downloaded, not forms that were never chosen', async () => {
  const faults = [{ kind: 'status', status: 404, at: /downloadSubmission.*plain/, times: 1 }] as const;
  const server = await startSampleServer('aggregate', tinyData(40), { faults });
  servers.push(server);
  const connect = () => connectTo('aggregate', server);
  await run(await connect(), 's', { formIds: ['plain'] });
  expect(formsToRetry(workspace)).toEqual([{ source: 's', formId: 'plain' }]);
  const before = server.requests.length;
  const [retried] = await retry(connect);
  expect(retried).toMatchObject({ source: 's', report: { counts: { toFetch: 1, added: 1 } } });
  const asked = server.requests.slice(before).filter(({ path }) => path.includes('downloadSubmission'));
  expect(asked).toHaveLength(1);
  expect(formsToRetry(workspace)).toEqual([]);
});

test('submissions that were listed and never tried are left to a pull', async () => {
  const server = await startSampleServer('aggregate', tinyData(6));
  servers.push(server);
  const abort = new AbortController();
  const source = await connectTo('aggregate', server);
  const cut: Source = {
    ...source,
    kind: 'openrosa',
    listForms: (signal) => source.listForms(signal),
    fetchForm: (...asked) => source.fetchForm(...asked),
    listSubmissions: (...asked) => source.listSubmissions(...asked),
    close: () => source.close(),
    fetchSubmission: (ref, ...asked) => {
      if (ref.locator.endsWith('1')) throw new Problem('net.cut', { host: 'h', file: 'downloadSubmission' });
      if (ref.locator.endsWith('3')) abort.abort();
      return source.fetchSubmission(ref, ...asked);
    },
  };
  await run(cut, 's', { formIds: ['household'], signal: abort.signal });
  const [retried] = await retry(() => connectTo('aggregate', server));
  // Beside the one that failed, those that came: no key can open them, and they look damaged.
  expect(retried).toMatchObject({ report: { counts: { added: 1, leftOut: 3 } } });
  const report = await run(await connectTo('aggregate', server), 's', { formIds: ['household'] });
  expect(report.counts.added).toBe(3);
});

test('a list that could not be read is read again, and its submissions are pulled', async () => {
  const faults = [{ kind: 'status', status: 500, at: /submissionList.*household/, times: 2 }] as const;
  const server = await startSampleServer('aggregate', tinyData(4), { faults });
  servers.push(server);
  await run(await connectTo('aggregate', server), 's', {});
  const [retried] = await retry(() => connectTo('aggregate', server));
  expect(retried).toMatchObject({ report: { counts: { toFetch: 4, added: 4 } } });
});

test('a zip is asked again, and a source that cannot be asked stops none after it', async () => {
  const one = zipped();
  const other = zipped();
  const take = async (path: string) =>
    run(await folderAt(path, workspace), folderName(path), {
      kind: 'import',
      full: true,
    });
  await take(one.path);
  await take(other.path);
  // Both list the same submissions. One of these lacks a photo.
  expect(formsToRetry(workspace)).toHaveLength(2);
  rmSync(one.path);
  other.mend();
  const retried = await retry(() => Promise.reject(new Error('no server was added')));
  const outcomes = new Map(
    retried.map((each) => [each.source, 'problem' in each ? each.problem.code : each.report.outcome]),
  );
  expect(outcomes.get(folderName(other.path))).toBe('complete');
  expect(outcomes.get(folderName(one.path))).toBe('source.folder_unreadable');
  expect(rowsIn(workspace, "SELECT 1 FROM submission WHERE state = 'incomplete'")).toEqual([]);
});

test('a server that was removed is reported, and the others are asked', async () => {
  await expect(
    sourceNamed(workspace, 'gone', () => Promise.reject(new Error('not asked'))),
  ).rejects.toMatchObject({ code: 'usage.server_unknown' });
});
