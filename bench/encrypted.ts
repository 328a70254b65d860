import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DataThread } from '../core/data/data-thread.ts';
import type { UnlockedKey } from '../core/model/key.ts';
import type { TableView } from '../core/model/table-view.ts';
import { writeBenchStorage } from '../fixtures/bench-data/bench-storage.ts';
import { bigFormId, makeBigWorkspace } from '../fixtures/bench-data/big-workspace.ts';
import { benchKeys, inTurn, type WorkspaceKind } from './bench-keys.ts';
import { type Figure, median } from './figures.ts';
import { runLine } from './run-line.ts';
import { measureStore, STORE_BESIDE, type StageResult } from './stages.ts';

/** How often each kind of workspace is measured. */
const ROUNDS = 4;
const LINE_ROUNDS = 2;
const PHOTOS = 12;
const PHOTO_BYTES = 5 * 1024 * 1024;
/** As much of a file as the window asks for at a time. */
const PIECE = 4_194_304;
const FIRST_BYTES = 64 * 1024;
const WORDING = { show: 'labels', language: '' } as const;

/** What is measured, and how it is measured. */
export interface EncryptedBench {
  /** An empty folder. */
  readonly folder: string;
  readonly storage: string;
  readonly submissions: number;
  /** Rows of the table. */
  readonly rows: number;
  readonly key: UnlockedKey;
  readonly threads: number;
}

type Unheaded = Omit<Figure, 'group'>;
type Both<T> = Readonly<Record<WorkspaceKind, readonly T[]>>;

/**
 * Measures an encrypted workspace beside a plain one, in turn in the same run: the whole line, storing, reading a photo
 * as the window does, and a large table.
 */
export async function measureEncrypted(bench: EncryptedBench): Promise<readonly Figure[]> {
  const group = `Encrypted beside plain, ${bench.submissions.toLocaleString('en')} submissions`;
  const figures = [
    ...(await measureLine(bench)),
    ...(await measureStoring(bench)),
    ...(await measurePhoto(bench)),
    ...(await measureTable(bench)),
  ];
  return figures.map((figure) => ({ group, ...figure }));
}

async function measureLine({
  folder,
  storage,
  submissions,
  threads,
}: EncryptedBench): Promise<readonly Unheaded[]> {
  const results = await inTurn(LINE_ROUNDS, async (kind, round) => {
    const out = join(folder, `line-${kind}-${round}`);
    const result = await runLine(storage, out, threads, kind);
    rmSync(out, { recursive: true });
    if (result.submissions !== submissions) throw new Error(`only ${result.submissions} came out`);
    return result;
  });
  const peak = (kind: WorkspaceKind): number =>
    Math.round(Math.max(...results[kind].map(({ peakMb }) => peakMb)));
  return [
    rate(
      `whole line, ${threads} thread(s)`,
      mapped(results, ({ seconds }) => submissions / seconds),
      'submissions/s',
      `peak ${peak('plain')} and ${peak('encrypted')} MB`,
    ),
  ];
}

async function measureStoring({ folder, storage, key }: EncryptedBench): Promise<readonly Unheaded[]> {
  const results = await inTurn(ROUNDS, async (kind, round) => {
    const scratch = join(folder, `store-${kind}-${round}`);
    mkdirSync(scratch);
    const stages = await measureStore(key, storage, scratch, benchKeys(kind));
    rmSync(scratch, { recursive: true });
    return stages;
  });
  const of = (name: string, what: 'perSecond' | 'perCpuSecond' = 'perSecond'): Both<number> =>
    mapped(results, (stages: readonly StageResult[]) => {
      return stages.find((stage) => stage.name === name)?.[what] ?? Number.NaN;
    });
  const unit = 'submissions/s';
  return [
    rate('store, one thread', of('store'), unit),
    rate('store, by its processor', of('store', 'perCpuSecond'), unit),
    rate(STORE_BESIDE, of(STORE_BESIDE), unit),
    rate(`${STORE_BESIDE}, by its processor`, of(STORE_BESIDE, 'perCpuSecond'), unit),
    rate('CSV, one thread', of('CSV, with two repeats'), unit),
  ];
}

/** Reads photos in the threads of the window, each once, so that nothing is in the program's memory before. */
async function measurePhoto({ folder, threads }: EncryptedBench): Promise<readonly Unheaded[]> {
  const storage = join(folder, 'photos');
  writeBenchStorage(storage, PHOTOS, PHOTO_BYTES);
  const readers = new Map<WorkspaceKind, DataThread>();
  for (const kind of ['plain', 'encrypted'] as const) {
    const out = join(folder, `photos-${kind}`);
    await runLine(storage, out, threads, kind);
    readers.set(kind, new DataThread(join(out, 'workspace'), benchKeys(kind)));
  }
  const read = (kind: WorkspaceKind, id: number, offset: number, length: number) =>
    readers.get(kind)?.call('media', id, 0, offset, length);
  const results = await inTurn(PHOTOS, async (kind, round) => {
    const begun = performance.now();
    await read(kind, round + 1, 0, FIRST_BYTES);
    const first = performance.now() - begun;
    const again = performance.now();
    let size = 0;
    for (let more = 1; more > 0; size += more) {
      more = (await read(kind, round + 1, size, PIECE))?.bytes.length ?? 0;
    }
    if (size !== PHOTO_BYTES) throw new Error(`only ${size} bytes of a photo came out`);
    return { first, whole: performance.now() - again };
  });
  for (const reader of readers.values()) await reader.close();
  return [
    time(
      'photo of 5 MB, its first 64 KB',
      mapped(results, ({ first }) => first),
    ),
    time(
      'photo of 5 MB, whole',
      mapped(results, ({ whole }) => whole),
    ),
  ];
}

const PLAIN_ORDER: TableView = { formId: bigFormId, path: '', filters: [], search: '', sort: [] };
const SORTED: TableView = { ...PLAIN_ORDER, sort: [{ column: 'family/income', direction: 'ascending' }] };
const COLUMNS = ['household_id', 'enumerator', 'district', 'family/income'];
const ON_SCREEN = 100;

async function measureTable({ folder, rows }: EncryptedBench): Promise<readonly Unheaded[]> {
  const place = (kind: WorkspaceKind): string => join(folder, `table-${kind}`);
  for (const kind of ['plain', 'encrypted'] as const)
    makeBigWorkspace(place(kind), rows, 0, benchKeys(kind)).close();
  const results = await inTurn(ROUNDS, async (kind) => {
    const begun = performance.now();
    const thread = new DataThread(place(kind), benchKeys(kind));
    await thread.call('table', bigFormId, '');
    const first = await thread.rows(PLAIN_ORDER, WORDING, COLUMNS, 0, ON_SCREEN);
    const opened = performance.now();
    let total: number | null = null;
    while (total === null) ({ total } = await thread.rows(SORTED, WORDING, COLUMNS, 0, ON_SCREEN));
    const sorted = performance.now();
    await thread.close();
    // Three of each thousand are not readable.
    if (total < rows * 0.99 || first.total !== total) throw new Error('not all rows came out');
    return { open: opened - begun, sort: sorted - opened };
  });
  const count = rows.toLocaleString('en');
  return [
    time(
      `table of ${count} rows, first page`,
      mapped(results, ({ open }) => open),
    ),
    time(
      `table of ${count} rows, sorted`,
      mapped(results, ({ sort }) => sort),
    ),
  ];
}

function mapped<A, B>(results: Both<A>, change: (one: A) => B): Both<B> {
  return { plain: results.plain.map(change), encrypted: results.encrypted.map(change) };
}

/** How much is done in a second: the more, the better. */
function rate(name: string, { plain, encrypted }: Both<number>, unit: string, note?: string): Unheaded {
  const [a, b] = [median(plain), median(encrypted)];
  const told = `plain ${Math.round(a).toLocaleString('en')}`;
  return {
    ...{ name, value: b, unit, ratio: { value: b / a, of: 'plain' } },
    note: note === undefined ? told : `${told}; ${note}`,
  };
}

/** How long something takes: the less, the better. */
function time(name: string, { plain, encrypted }: Both<number>): Unheaded {
  const [a, b] = [median(plain), median(encrypted)];
  return { name, value: b, unit: 'ms', ratio: { value: b / a, of: 'plain' }, note: `plain ${a.toFixed(1)}` };
}
