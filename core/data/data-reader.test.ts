// Covers core/data/answered-columns.ts, core/data/call-thread.ts, core/data/column-values.ts,
// core/data/known-column.ts, core/data/media-kind.ts, core/data/needed-cells.ts,
// core/data/read-sheet.ts, core/data/reader-thread.ts, core/data/reading.ts,
// core/data/row-tests.ts, core/data/sheet.ts, core/data/table-facts.ts, core/data/view-list.ts,
// core/data/workers/data-worker.ts, core/export/formats/tidy/cells.ts,
// core/export/formats/tidy/columns.ts, core/store/browse/browse.ts, core/store/browse/columns.ts,
// core/store/browse/form-facts.ts, core/store/browse/scan.ts,
// core/store/browse/submission-facts.ts, core/store/form-names.ts, core/store/problem-groups.ts.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeBriefcaseStorage } from '../../fixtures/sample-project/briefcase-storage.ts';
import { sampleProject } from '../../fixtures/sample-project/sample-project.ts';
import { testWorkspace } from '../../fixtures/switched-workspace.ts';
import { generateKey } from '../../keys/generate-key.ts';
import { systemClock } from '../ground/clock.ts';
import type { SheetNode } from '../model/sheet-node.ts';
import type { Filter, TableView } from '../model/table-view.ts';
import { runLine } from '../pull/run.ts';
import { folderSource } from '../source/folder/folder.ts';
import type { Workspace } from '../store/workspace.ts';
import { DataReader } from './data-reader.ts';
import { DataThread } from './data-thread.ts';

const root = mkdtempSync(join(tmpdir(), 'attache-data-'));
let workspace: Workspace;
let reader: DataReader;
let thread: DataThread;
const labels = { show: 'labels', language: 'English (en)' } as const;
const values = { show: 'values', language: '' } as const;
const view = (part: Partial<TableView> = {}): TableView => ({
  formId: 'household',
  path: '',
  filters: [],
  search: '',
  sort: [],
  ...part,
});

beforeAll(async () => {
  const keys = await Promise.all([generateKey(2048), generateKey(2048)]);
  const [old, current] = keys;
  const publicKey = (name: string): string => (name === 'TEST-key-2023' ? old : current).publicKey;
  const storage = writeBriefcaseStorage(sampleProject(200, publicKey), root);
  workspace = testWorkspace(join(root, 'workspace'));
  await runLine({
    workspace,
    source: folderSource({ folder: storage }),
    sourceName: 'folder',
    kind: 'import',
    keys,
    formIds: null,
    full: false,
    keepCiphertext: false,
    connections: 2,
    threads: 1,
    clock: systemClock,
    signal: new AbortController().signal,
    onProgress: () => undefined,
  });
  reader = new DataReader(workspace.folder, workspace.keys);
  thread = new DataThread(workspace.folder, workspace.keys);
});

afterAll(async () => {
  await thread.close();
  reader.close();
  workspace.close();
  rmSync(root, { recursive: true, force: true });
});

/** Returns all rows of a view, even if its list takes long. */
async function rows(
  asked: TableView,
  columns: readonly string[],
  wording: typeof labels | typeof values = labels,
) {
  for (;;) {
    const page = await thread.rows(asked, wording, columns, 0, 500);
    if (page.total !== null) {
      expect(page.rows).toHaveLength(Math.min(page.total, 500));
      return page.rows;
    }
  }
}

const cells = async (asked: TableView, column: string, wording: typeof labels | typeof values = labels) =>
  (await rows(asked, [column], wording)).map((row) => row.cells[0] ?? null);

type Answer = Extract<SheetNode, { kind: 'answer' }>;

/** Returns all answers of a sheet, also those in groups. */
function answersOf(nodes: readonly SheetNode[]): readonly Answer[] {
  return nodes.flatMap((node) =>
    node.kind === 'answer' ? [node] : node.kind === 'group' ? answersOf(node.children) : [],
  );
}

describe('tables', () => {
  test('a table has the form’s columns, its repeats with their rows, versions and languages', () => {
    const table = reader.table('household', '');
    expect(table.languages.length).toBeGreaterThan(1);
    expect(table.tables.map(({ path }) => path)).toEqual(['', 'member', 'member/vaccination']);
    expect(table.tables[0]?.rows).toBe(table.form.readable);
    expect(table.form.here).toBe(table.form.readable + table.form.notReadable);
    expect(table.versions.reduce((sum, { submissions }) => sum + submissions, 0)).toBe(table.form.readable);
    for (const id of table.defaultColumns)
      expect(table.columns.some((column) => column.id === id)).toBe(true);
    expect(table.columns.find(({ id }) => id === 'district')).toMatchObject({
      type: 'select',
      hasChoices: true,
    });
    const member = reader.table('household', 'member');
    expect(member.columns.some(({ id }) => id.startsWith('member/'))).toBe(true);
  });

  test('a row of a repeat shows what it belongs to, and can be found, sorted and filtered by it', async () => {
    const table = reader.table('household', 'member/vaccination');
    expect(table.defaultColumns[0]).toBe('@parent');
    expect(reader.table('household', '').columns.some(({ id }) => id === '@parent')).toBe(false);
    const members = await rows(view({ path: 'member' }), ['@parent', '@id']);
    expect(members.length).toBeGreaterThan(20);
    for (const {
      submissionId,
      cells: [parent],
    } of members) {
      expect(parent).toBe(reader.sheet(submissionId, labels).heading);
    }
    const shots = await rows(view({ path: 'member/vaccination' }), ['@parent']);
    for (const {
      submissionId,
      key,
      cells: [parent],
    } of shots) {
      const place = /member\[\d+\]/.exec(key)?.[0];
      expect(parent).toBe(`${reader.sheet(submissionId, labels).heading} › ${place}`);
    }
    const sorted = (
      await rows(view({ path: 'member', sort: [{ column: '@parent', direction: 'ascending' }] }), ['@parent'])
    ).map((row) => row.cells[0] ?? '');
    expect(sorted).toEqual([...sorted].sort((a, b) => a.localeCompare(b, 'en', { sensitivity: 'base' })));
    const one = members[0]?.cells[0] ?? '';
    const filters: Filter[] = [{ kind: 'is', column: '@parent', values: [one] }];
    const ofOne = await rows(view({ path: 'member', filters }), ['@parent']);
    expect(ofOne.map((row) => row.cells[0])).toEqual(
      members.flatMap((row) => (row.cells[0] === one ? [one] : [])),
    );
    const counted = (await reader.values('household', 'member', '@parent', '')).find(
      ({ value }) => value === one,
    );
    expect(counted?.count).toBe(ofOne.length);
  });

  test('rows come newest first, pages join without gaps, and each row comes once', async () => {
    const all = await rows(view(), ['@submitted']);
    const dates = all.map((row) => Date.parse(row.cells[0] ?? ''));
    expect(dates).toEqual([...dates].sort((a, b) => b - a));
    const pages = [];
    for (let offset = 0; offset < all.length; offset += 7) {
      pages.push(...(await thread.rows(view(), labels, ['@submitted'], offset, 7)).rows);
    }
    expect(pages).toEqual(all);
    expect(new Set(all.map(({ submissionId }) => submissionId)).size).toBe(all.length);
  });

  test('answers are shown as labels or as recorded', async () => {
    const shown = await cells(view(), 'district', labels);
    const recorded = await cells(view(), 'district', values);
    expect(shown).not.toEqual(recorded);
    expect(new Set(recorded).size).toBe(new Set(shown).size);
    expect(recorded.every((value) => /^[a-z_]+$/.test(value ?? ''))).toBe(true);
  });

  test('sorting follows the type of the column; rows without an answer come last in both directions', async () => {
    for (const direction of ['ascending', 'descending'] as const) {
      const ages = await cells(
        view({ path: 'member', sort: [{ column: 'member/name', direction }] }),
        'member/name',
      );
      const known = ages.filter((age) => age !== null && age !== '').map(Number);
      expect(known).toEqual([...known].sort((a, b) => (direction === 'ascending' ? a - b : b - a)));
      const firstEmpty = ages.findIndex((age) => age === null || age === '');
      if (firstEmpty >= 0)
        expect(ages.slice(firstEmpty).every((age) => age === null || age === '')).toBe(true);
      expect(known.length).toBeGreaterThan(50);
    }
  });

  test('a second column decides when the first is equal', async () => {
    const found = await rows(
      view({
        sort: [
          { column: 'district', direction: 'ascending' },
          { column: '@submitted', direction: 'ascending' },
        ],
      }),
      ['district', '@submitted'],
    );
    for (let i = 1; i < found.length; i += 1) {
      const [before, at] = [found[i - 1]?.cells ?? [], found[i]?.cells ?? []];
      expect((before[0] ?? '') <= (at[0] ?? '')).toBe(true);
      if (before[0] === at[0])
        expect(Date.parse(before[1] ?? '')).toBeLessThanOrEqual(Date.parse(at[1] ?? ''));
    }
  });
});

describe('filters', () => {
  const count = async (...filters: Filter[]): Promise<number> =>
    (await rows(view({ filters }), ['district'])).length;

  test('each kind of filter finds its rows, and its opposite finds the others', async () => {
    const all = await count();
    const [first] = await reader.values('household', '', 'district', 'English (en)');
    expect(first).toBeDefined();
    const is = await count({ kind: 'is', column: 'district', values: [first?.value ?? ''] });
    expect(is).toBe(first?.count);
    expect(await count({ kind: 'is-not', column: 'district', values: [first?.value ?? ''] })).toBe(all - is);
    expect(await count({ kind: 'contains', column: 'district', text: first?.label.slice(1) ?? '' })).toBe(is);
    expect(
      await count({ kind: 'starts', column: 'district', text: (first?.label ?? '').toUpperCase() }),
    ).toBe(is);
    const empty = await count({ kind: 'empty', column: 'village' });
    expect(await count({ kind: 'not-empty', column: 'village' })).toBe(all - empty);
  });

  test('a day as the end of a range includes the whole day', async () => {
    const days = reader.plot('household', null).days;
    const last = days.at(-1)?.day ?? '';
    const from = days[0]?.day ?? '';
    expect(await count({ kind: 'days', from, to: last })).toBe(days.reduce((sum, one) => sum + one.count, 0));
    expect(await count({ kind: 'between', column: '@submitted', from: last, to: last })).toBeGreaterThan(0);
    expect(await count({ kind: 'between', column: '@submitted', from: null, to: null })).toBe(await count());
  });

  test('a search looks through answers and labels, and ignores case and accents', async () => {
    const [first] = await reader.values('household', '', 'district', 'English (en)');
    const found = await rows(view({ search: (first?.label ?? '').toUpperCase() }), ['district']);
    expect(found.length).toBeGreaterThanOrEqual(first?.count ?? 0);
    expect(await rows(view({ search: 'no such text anywhere' }), ['district'])).toEqual([]);
  });

  test('the rows of a repeat of one submission', async () => {
    const [member] = await rows(view({ path: 'member' }), ['member/name']);
    const own = await rows(
      view({
        path: 'member',
        filters: [{ kind: 'parent', submissionId: member?.submissionId ?? 0, key: null }],
      }),
      ['member/name'],
    );
    expect(own.length).toBeGreaterThan(0);
    expect(new Set(own.map(({ submissionId }) => submissionId))).toEqual(new Set([member?.submissionId]));
  });

  test('an unknown column is refused, even with a special name', async () => {
    for (const column of ['nope', '$.x"', "'; DROP TABLE submission; --", '__proto__']) {
      await expect(
        rows(view({ sort: [{ column, direction: 'ascending' }] }), ['district']),
      ).rejects.toMatchObject({
        code: 'engine.column_unknown',
      });
      await expect(rows(view(), [column])).rejects.toMatchObject({ code: 'engine.column_unknown' });
    }
  });
});

describe('one submission', () => {
  test('its sheet follows the order of the form, with repeats, places and files', async () => {
    const all = await rows(view(), ['@id']);
    const sheets = all.map(({ submissionId }) => reader.sheet(submissionId, labels));
    const [sheet] = sheets;
    const kinds = new Set(sheet?.body.map(({ kind }) => kind));
    expect(kinds.has('answer') && kinds.has('repeat')).toBe(true);
    const answers = sheets.flatMap(({ body }) =>
      body.flatMap((node) => (node.kind === 'answer' ? [node] : [])),
    );
    expect(answers.some(({ location }) => location !== null)).toBe(true);
    const photos = (await rows(view({ formId: 'child_health' }), ['@id'])).flatMap(({ submissionId }) =>
      answersOf(reader.sheet(submissionId, labels).body).flatMap(({ media }) =>
        media === null ? [] : [media],
      ),
    );
    expect(photos.some(({ kind, type }) => kind === 'image' && type === 'image/png')).toBe(true);
  });

  test('a photo comes in pieces, byte for byte', async () => {
    for (const { submissionId } of await rows(view({ formId: 'child_health' }), ['@id'])) {
      const { body } = reader.sheet(submissionId, labels);
      const photo = answersOf(body).find(({ media }) => media !== null && !media.isMissing);
      if (photo?.media == null) continue;
      const { position } = photo.media;
      const whole = reader.media(submissionId, position, 0, 4_000_000);
      const pieces: number[] = [];
      for (let at = 0; at < whole.size; at += 100)
        pieces.push(...reader.media(submissionId, position, at, 100).bytes);
      expect(Buffer.from(pieces).equals(Buffer.from(whole.bytes))).toBe(true);
      return;
    }
    throw new Error('the sample project has photos');
  });

  test('its position in a view, and the rows that are copied from there', async () => {
    const asked = view({ sort: [{ column: 'district', direction: 'ascending' }] });
    const all = await rows(asked, ['district', '@id']);
    const fifth = all[5];
    expect(await thread.find(asked, fifth?.submissionId ?? 0)).toBe(5);
    const text = await thread.copy(asked, labels, ['district', '@id'], [{ from: 5, to: 6 }]);
    expect(text.split('\n')).toHaveLength(3);
    expect(text.split('\n')[1]).toBe(fifth?.cells.join('\t'));
  });
});

describe('problems', () => {
  test('every submission with a problem is counted once, and the sums are right', () => {
    const groups = reader.groups.all(null);
    const totals = reader.groups.totals();
    const sum = (bucket: string) =>
      groups.filter((group) => group.bucket === bucket).reduce((all, { count }) => all + count, 0);
    expect(sum('not-readable')).toBe(totals.notReadable);
    expect(sum('warning')).toBe(totals.warnings);
    expect(sum('not-stored')).toBe(totals.notStored);
    const forms = reader.forms();
    expect(totals.notReadable).toBe(forms.reduce((all, { notReadable }) => all + notReadable, 0));
    expect(workspace.submissionCounts.withProblems()).toBe(
      totals.notReadable + totals.warnings + totals.notStored,
    );
    const members = groups.flatMap(({ bucket, source, formId, fingerprint, problem }) =>
      reader.groups.members({ bucket, source, formId, fingerprint, code: problem.code }, 0, 500),
    );
    expect(members).toHaveLength(groups.reduce((all, { count }) => all + count, 0));
    expect(new Set(members.map(({ submissionId }) => submissionId)).size).toBe(members.length);
  });
});

test('a cause of problems shows as many rows as it counts', async () => {
  const groups = reader.groups.all('household').filter(({ bucket }) => bucket === 'warning');
  expect(groups.length).toBeGreaterThan(0);
  for (const { bucket, source, problem, fingerprint, count } of groups) {
    const cause: Filter = { kind: 'cause', bucket, source, code: problem.code, fingerprint };
    expect(await rows(view({ filters: [cause] }), ['@id'])).toHaveLength(count);
    expect(await rows(view({ filters: [{ ...cause, source: 'another' }] }), ['@id'])).toHaveLength(0);
  }
});
