import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { systemClock } from '../../core/ground/clock.ts';
import { Problem } from '../../core/ground/problem.ts';
import type { FormRef } from '../../core/model/form-ref.ts';
import { folderSource } from '../../core/source/folder/folder.ts';
import type { Source } from '../../core/source/source.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import { FakeClock, settled } from '../../core/testing/fake-clock.ts';
import { changedSource } from '../../fixtures/changed-source.ts';
import { caseFolder } from '../../fixtures/corpora/corpora.ts';
import { notingOnlooker } from '../../fixtures/onlookers.ts';
import { corpusKey } from '../../fixtures/test-keys.ts';
import { TestWorkspaces } from '../../fixtures/test-workspaces.ts';
import { decryptWaiting } from './decrypt-waiting.ts';
import { type PullServerOptions, pullServer } from './pull-server.ts';

const spaces = new TestWorkspaces();
afterAll(() => spaces.close());

const FOLDER = join(caseFolder('g08-media'), 'briefcase');

/** A source like a server's, which notes that it was closed. */
function serverSource(): { readonly source: Source; isClosed(): boolean } {
  let isClosed = false;
  const close = async (): Promise<void> => {
    isClosed = true;
  };
  const source = changedSource(folderSource({ folder: FOLDER }), { kind: 'openrosa', close });
  return { source, isClosed: () => isClosed };
}

function withServer(): Workspace {
  const workspace = spaces.open();
  const settings = { url: 'https://h.example', login: { kind: 'none' }, caFile: null, proxy: null } as const;
  workspace.servers.add({ name: 's', kind: 'openrosa', settings });
  return workspace;
}

function pull(workspace: Workspace, source: Source, other: Partial<PullServerOptions> = {}) {
  const { told, onlooker } = notingOnlooker();
  const report = pullServer(
    {
      workspace,
      server: 's',
      keys: () => Promise.resolve([corpusKey('A')]),
      full: false,
      formIds: null,
      keepCiphertext: false,
      threads: 1,
      connections: 1,
      clock: systemClock,
      signal: new AbortController().signal,
      connect: () => () => Promise.resolve(source),
      ...other,
    },
    onlooker,
  );
  return { report, told };
}

test('pulls the new submissions and closes the source', async () => {
  const workspace = withServer();
  const { source, isClosed } = serverSource();
  expect((await pull(workspace, source).report).counts).toMatchObject({ added: 6, decrypted: 6 });
  expect(isClosed()).toBe(true);
  expect((await pull(workspace, source).report).counts).toMatchObject({ toFetch: 0 });
});

test('an unknown server is reported before keys are requested, an unknown form after', async () => {
  const workspace = withServer();
  const keys = () => Promise.reject(new Error('nobody is to be asked'));
  const { source, isClosed } = serverSource();
  await expect(pull(workspace, source, { server: 't', keys }).report).rejects.toMatchObject({
    code: 'usage.server_unknown',
  });
  await expect(pull(workspace, source, { formIds: ['nowhere'] }).report).rejects.toMatchObject({
    code: 'usage.form_unknown',
  });
  expect(isClosed()).toBe(true);
});

test('a pull waits while another program pulls, says so once, and can be stopped', async () => {
  const workspace = withServer();
  const clock = new FakeClock(new Date());
  const stop = new AbortController();
  const { source, isClosed } = serverSource();
  const release = workspace.pullLock.tryTake();
  const first = pull(workspace, source, { clock });
  const second = pull(workspace, source, { clock, signal: stop.signal });
  await clock.pass(1);
  expect(first.told).toEqual(['elsewhere']);
  stop.abort();
  await expect(second.report).rejects.toBe(stop.signal.reason);
  expect(isClosed()).toBe(true);
  release?.();
  void clock.pass(1);
  expect((await first.report).counts.added).toBe(6);
  await settled();
});

test('a problem that stops the pull is thrown, after a report of what was done', async () => {
  const { source } = serverSource();
  let fetched = 0;
  const fetchSubmission: Source['fetchSubmission'] = (...args) => {
    fetched += 1;
    if (fetched > 2) throw new Problem('net.login_refused', { host: 'h', server: 's' } as never);
    return source.fetchSubmission(...args);
  };
  const { report, told } = pull(withServer(), changedSource(source, { fetchSubmission }));
  await expect(report).rejects.toMatchObject({ code: 'net.login_refused' });
  expect(told).toEqual([expect.stringMatching(/^stopped [0-2] of 6$/)]);
});

test('a form whose key its server keeps is named when no available key fits', async () => {
  const { source } = serverSource();
  const listForms = async (signal: AbortSignal): Promise<readonly FormRef[]> =>
    (await source.listForms(signal)).map((form) => ({ ...form, isKeyKept: true }));
  const kept = changedSource(source, { listForms });
  const { report, told } = pull(withServer(), kept, { keys: () => Promise.resolve([corpusKey('Z')]) });
  await report;
  const [{ formId } = { formId: '' }] = await source.listForms(new AbortController().signal);
  expect(told).toEqual([`key kept ${formId}`]);
  const withKey = pull(withServer(), kept);
  await withKey.report;
  expect(withKey.told).toEqual([]);
});

test('submissions pulled without their key are decrypted when the key is available, without any request', async () => {
  const workspace = withServer();
  const without = pull(workspace, serverSource().source, { keys: () => Promise.resolve([]) });
  expect((await without.report).counts).toMatchObject({ waitingForKey: 6 });
  const common = { workspace, keepCiphertext: false, threads: 1, clock: systemClock };
  const { signal } = new AbortController();
  const { onlooker } = notingOnlooker();
  const unasked = () => Promise.reject(new Error('nobody is to be asked'));
  await expect(
    decryptWaiting({ ...common, signal, formId: 'nowhere', keys: unasked }, onlooker),
  ).rejects.toMatchObject({ code: 'usage.form_unknown' });
  const keys = () => Promise.resolve([corpusKey('A')]);
  const report = await decryptWaiting({ ...common, signal, formId: null, keys }, onlooker);
  expect(report.counts).toMatchObject({ toFetch: 6, decrypted: 6 });
});
