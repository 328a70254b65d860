// Covers core/data/list-part.ts.
import { channel } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { bigFormId, makeBigWorkspace } from '../../fixtures/bench-data/big-workspace.ts';
import { testWorkspaceKeys } from '../../fixtures/workspace-keys.ts';
import type { Filter, TableView } from '../model/table-view.ts';
import { DataReader } from './data-reader.ts';
import { DataThread } from './data-thread.ts';
import { type ListHelp, ListHelper } from './list-helper.ts';
import type { ListSource } from './list-source.ts';
import { Reading } from './reading.ts';
import { ScanPieces } from './scan-pieces.ts';
import { makeList } from './view-list.ts';

const SUBMISSIONS = 5200;
const READABLE = 5182;
const labels = { show: 'labels', language: '' } as const;
const root = mkdtempSync(join(tmpdir(), 'attache-list-helper-'));
const folder = join(root, 'workspace');
const keys = testWorkspaceKeys();
/** Reads alone, as the helper of nobody. */
let alone: DataReader;
let reading: Reading;
const never = new AbortController().signal;
const started: Worker[] = [];
const onWorker = (message: unknown): void => {
  started.push((message as { readonly worker: Worker }).worker);
};

beforeAll(() => {
  makeBigWorkspace(folder, SUBMISSIONS, 0, keys).close();
  alone = new DataReader(folder, keys, 'helper');
  reading = new Reading(folder, keys);
});
beforeEach(() => {
  started.length = 0;
  channel('worker_threads').subscribe(onWorker);
});
afterEach(() => void channel('worker_threads').unsubscribe(onWorker));
afterAll(() => {
  alone.close();
  reading.close();
  rmSync(root, { recursive: true, force: true });
});

const view = (part: Partial<TableView> = {}): TableView => ({
  formId: bigFormId,
  path: '',
  filters: [],
  search: '',
  sort: [],
  ...part,
});
const byIncome = view({ sort: [{ column: 'family/income', direction: 'ascending' }] });
const source = (): ListSource => ({
  browse: reading.browse,
  groups: reading.groups,
  form: reading.form(bigFormId),
});
const ignore = (): void => undefined;
const listAlone = (asked: TableView) => alone.list(asked, labels, never, ignore);
const pieces = (): ScanPieces => ScanPieces.of(reading.browse.scan.span(bigFormId), true);

const columns = ['household_id', 'family/income', 'district', 'assets', 'start', 'today', 'note_3', 'place'];
const facts = ['@device', '@problems', '@submitted', '@version', '@source', '@id'];
const sortsOf = (...names: readonly string[]) =>
  fc.uniqueArray(
    fc.record({
      column: fc.constantFrom(...names),
      direction: fc.constantFrom('ascending' as const, 'descending' as const),
    }),
    { minLength: 0, maxLength: 2, selector: ({ column }) => column },
  );
const filters: fc.Arbitrary<Filter[]> = fc.subarray<Filter>(
  [
    { kind: 'is-not', column: '@device', values: ['tablet-3'] },
    { kind: 'days', from: '2024-01-02', to: '2024-01-05' },
    { kind: 'all-versions' },
  ],
  { maxLength: 2 },
);
const views = fc.oneof(
  fc.record({
    sort: sortsOf(...columns, ...facts),
    filters,
    search: fc.constantFrom('', 'head a', 'north side'),
    version: fc.constantFrom(undefined, '1'),
  }),
  fc.record({
    path: fc.constant('member'),
    sort: sortsOf('member/age', 'member/name', '@parent', '@device'),
    filters,
  }),
);

test('two readers make the same list as one, to the row', async () => {
  const other = new DataReader(folder, keys, 'helper');
  let shared = 0;
  const help: ListHelp = async (...asked) => {
    const part = await other.part(...asked);
    shared += part.ids.length;
    return part;
  };
  await fc.assert(
    fc.asyncProperty(views, async (part) => {
      const { version, ...rest } = { version: undefined, ...part };
      const asked = view(version === undefined ? rest : { ...rest, version });
      const counts: number[] = [];
      const together = await makeList(source(), help, asked, labels, never, (count) => counts.push(count));
      expect(together).toEqual(await listAlone(asked));
      expect(counts).toEqual(counts.toSorted((a, b) => a - b));
    }),
    { numRuns: 15 },
  );
  other.close();
  expect(shared).toBeGreaterThan(0);
});

test('the thread reads all pieces that nobody else takes, and ends when it has nothing more to do', async () => {
  const helper = new ListHelper(folder, keys, 50);
  let looked = 0;
  const part = await helper.help(byIncome, labels, pieces().shared, (count) => {
    looked = count;
  });
  expect(part.ids).toHaveLength(READABLE);
  expect(looked).toBe(READABLE);
  expect(part.sorts[0]?.keys).toHaveLength(READABLE);
  expect(started).toHaveLength(1);
  const [thread] = started;
  if (thread !== undefined) await once(thread, 'exit');
  // The next list starts it again.
  expect((await helper.help(byIncome, labels, pieces().shared, ignore)).ids).toHaveLength(READABLE);
  expect(started).toHaveLength(2);
  await helper.close();
});

test('only for a long list of an encrypted workspace does a reader start a thread, and takes it along', async () => {
  const reader = new DataReader(folder, keys);
  expect(await reader.list(byIncome, labels, never, ignore)).toEqual(await listAlone(byIncome));
  expect(started).toHaveLength(1);
  const [thread] = started;
  // A list of one submission needs no help, nor does the plain order.
  const ofOne = view({ path: 'member', filters: [{ kind: 'parent', submissionId: 5, key: null }] });
  expect(await reader.list(ofOne, labels, never, ignore)).toEqual(await listAlone(ofOne));
  await reader.list(view(), labels, never, ignore);
  expect(started).toHaveLength(1);
  const ended = thread === undefined ? null : once(thread, 'exit');
  reader.close();
  await ended;

  const plainFolder = join(root, 'plain');
  makeBigWorkspace(plainFolder, SUBMISSIONS).close();
  const plain = new DataReader(plainFolder);
  expect((await plain.list(byIncome, labels, never, ignore))?.ids).toHaveLength(READABLE);
  plain.close();
  expect(started).toHaveLength(1);
});

test('the threads of a window give the same pages as one reader', async () => {
  const thread = new DataThread(folder, keys);
  for (const column of ['household_id', 'family/income', '@device']) {
    const asked = view({ sort: [{ column, direction: 'descending' }] });
    expect(await thread.ids(asked)).toEqual((await listAlone(asked))?.ids);
  }
  await thread.close();
});

test('nobody waits for a list that was cancelled, and both threads stop', async () => {
  const other = new DataReader(folder, keys, 'helper');
  const cancel = new AbortController();
  let part: Awaited<ReturnType<ListHelp>> | undefined;
  const help: ListHelp = async (...asked) => {
    part = await other.part(...asked);
    return part;
  };
  const list = await makeList(source(), help, byIncome, labels, cancel.signal, () => cancel.abort());
  expect(list).toBeNull();
  await expect.poll(() => part).toBeDefined();
  expect(part?.ids.length).toBeLessThan(READABLE / 2);
  other.close();
});

test('what goes wrong in the other thread is thrown, and costs only that list', async () => {
  const help: ListHelp = async (_view, _wording, shared) => {
    for (const _ of new ScanPieces(shared)) throw new Error('the disk is gone');
    throw new Error('no piece was left');
  };
  await expect(makeList(source(), help, byIncome, labels, never, ignore)).rejects.toThrow('the disk is gone');
  const wrong = new ListHelper(join(root, 'nowhere'), keys);
  await expect(wrong.help(byIncome, labels, pieces().shared, ignore)).rejects.toThrow();
  await wrong.close();
  expect((await makeList(source(), null, byIncome, labels, never, ignore))?.ids).toHaveLength(READABLE);
});
