// Covers electron/engine/export/export-request.ts, electron/engine/export/runner.ts.

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { writtenIn } from '../../core/export/testing/written-files.ts';
import type { Db } from '../../core/store/db.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import { holdFiles } from '../../core/testing/held-files.ts';
import { testDatabase } from '../../fixtures/switched-workspace.ts';
import type { ExportOptions, ExportStatus } from '../ipc/export.ts';
import type { IdsOf } from './export/export-request.ts';
import { type ExportHandlers, exportHandlers } from './export.ts';
import { testContext } from './testing/context.ts';
import { exportEnded } from './testing/export-ended.ts';
import { sampleWorkspace } from './testing/sample-workspace.ts';

const FORM = 'household';
const root = mkdtempSync(join(tmpdir(), 'attache-handlers-'));
let workspace: Workspace;
let db: Db;
let context: ReturnType<typeof testContext>;
let handlers: ExportHandlers;
let shown: number[] = [];
let out = '';
let options: ExportOptions;
let number = 0;

beforeAll(async () => {
  workspace = await sampleWorkspace(root, 200);
  db = testDatabase(workspace.folder, { readonly: true });
});
afterAll(() => {
  db.close();
  workspace.close();
  rmSync(root, { recursive: true, force: true });
});
beforeEach(async () => {
  const idsOf: IdsOf = () => shown;
  context = testContext(workspace);
  handlers = exportHandlers(context, idsOf);
  number += 1;
  out = join(root, `out-${number}`);
  const placeId = context.grant(out, true).id;
  options = { ...(await handlers.handlers['export.defaults']({ formId: FORM })).options, placeId };
});

const plan = (changes: Partial<ExportOptions> = {}) =>
  handlers.handlers['export.plan']({ ...options, ...changes });

/** Exports, and returns the last status that was reported. */
async function run(
  changes: Partial<ExportOptions> = {},
  preset: string | null = null,
): Promise<ExportStatus> {
  await handlers.handlers['export.start']({ options: { ...options, ...changes }, preset });
  return exportEnded(handlers);
}

function ids(sql: string): number[] {
  return db
    .prepare<[string], number>(`SELECT id FROM submission WHERE form_id = ? AND ${sql}`)
    .pluck()
    .all(FORM);
}

function rowsOf(file: string): string[][] {
  return parse(readFileSync(join(out, file)));
}

test('a file that is open in Excel is named, stays as it was, and is written when it is closed', async () => {
  await run({ fileName: 'held' });
  const before = readFileSync(join(out, 'held.csv'), 'utf8');
  const names = readdirSync(out);
  const holder = holdFiles((name) => name === 'held.csv');
  const changes = { fileName: 'held', existing: 'replace', labels: 'English (en)' } as const;
  expect(await run(changes)).toMatchObject({
    state: 'failed',
    problem: { code: 'export.file_busy', params: { file: 'held.csv' } },
  });
  expect(readdirSync(out)).toEqual(names);
  expect(readFileSync(join(out, 'held.csv'), 'utf8')).toBe(before);
  holder.release();
  expect(await run(changes)).toMatchObject({ state: 'done' });
  expect(readFileSync(join(out, 'held.csv'), 'utf8')).not.toBe(before);
});

describe('the plan', () => {
  test('shows what the export will write, and counts every submission once', async () => {
    const before = await plan();
    expect(before.problem).toBeNull();
    expect(before.exported).toBe(ids('record_count > 0').length);
    expect(before.notReadable).toBe(ids('record_count = 0').length);
    expect(before.notReadable).toBeGreaterThan(0);
    expect(before.filteredOut).toBe(0);
    expect(before.here).toBe(ids('1').length);
    const status = await run();
    expect(status).toMatchObject({
      state: 'done',
      submissions: before.exported,
      leftOut: before.notReadable,
    });
    expect(
      writtenIn(out)
        .filter((name) => name !== 'media')
        .sort(),
    ).toEqual(before.files.map(({ file }) => file).sort());
    for (const { file, rows, columns } of before.files) {
      const written = rowsOf(file);
      expect(written[0]).toHaveLength(columns);
      if (rows !== null) expect([file, written.length - 1]).toEqual([file, rows]);
    }
  });

  test('says how many attachments there are', async () => {
    const counted = (changes: Partial<ExportOptions> = {}) =>
      handlers.handlers['export.media']({ ...options, formId: 'child_health', ...changes });
    expect(await plan({ formId: 'child_health' })).toMatchObject({ hasMedia: true });
    const media = await counted();
    expect(media.files).toBeGreaterThan(0);
    const status = await run({ formId: 'child_health' });
    expect(readdirSync(join(out, 'media'))).toHaveLength(media.files);
    expect(status).toMatchObject({ state: 'done', media });
    expect(await run({ formId: 'child_health', existing: 'number' })).toMatchObject({ media });
    expect(await plan({ formId: 'child_health', media: false })).toMatchObject({ hasMedia: false });
    expect(await counted({ media: false })).toEqual({ files: 0, bytes: 0 });
    expect(await counted({ columns: [] })).toEqual({ files: 0, bytes: 0 });
  });

  test.each([true, false])(
    'counts the media of the columns that are chosen, those of media: %s',
    async (isMedia) => {
      const named = db
        .prepare<[], { path: string; key: string }>(
          `SELECT DISTINCT r.path, v.key FROM attachment a JOIN record r ON r.submission_id = a.submission_id,
           json_each(r."values") v JOIN submission s ON s.id = r.submission_id
         WHERE s.form_id = 'child_health' AND v.value = a.name`,
        )
        .all();
      const form = await handlers.handlers['export.form']({ formId: 'child_health', language: '' });
      const paths = form.tables.flatMap(({ columns }) => columns.map(({ path }) => path));
      const isOfMedia = (path: string): boolean =>
        named.some(({ path: of, key }) => path === key || path === `${of}/${key}`);
      expect(paths.filter(isOfMedia).length).toBeGreaterThan(0);
      const columns = paths.filter((path) => isOfMedia(path) === isMedia);
      const media = await handlers.handlers['export.media']({ ...options, formId: 'child_health', columns });
      expect(media.files > 0).toBe(isMedia);
      const status = await run({ formId: 'child_health', columns });
      expect(status).toMatchObject({ state: 'done', media });
    },
  );

  test('counts no attachment that no answer names, and no content twice', async () => {
    const counted = () => handlers.handlers['export.media']({ ...options, formId: 'child_health' });
    const before = await counted();
    const other = testDatabase(workspace.folder);
    const added = other
      .prepare(
        `INSERT INTO attachment (submission_id, position, name, state, size, md5, file)
         SELECT submission_id, position + 900, 'nobody-names-' || name, state, 40000000, md5, 'x-' || file
         FROM attachment WHERE file IS NOT NULL
         UNION ALL
         SELECT submission_id, position + 1800, name, state, size, md5, file FROM attachment WHERE file IS NOT NULL`,
      )
      .run();
    try {
      expect(added.changes).toBeGreaterThan(0);
      expect(await counted()).toEqual(before);
    } finally {
      other.exec('DELETE FROM attachment WHERE position >= 900');
      other.close();
    }
  });

  test.each<Partial<ExportOptions>>([
    { rows: { kind: 'days', from: '2025-06-03', to: '2025-06-10' } },
    { rows: { kind: 'days', from: '2031-01-01', to: null } },
    { version: '2023041201' },
    { version: '' },
    { rows: { kind: 'new' } },
  ])('holds its law for %o', async (changes) => {
    const { here, exported, notReadable, filteredOut, files } = await plan(changes);
    expect(exported + notReadable + filteredOut).toBe(here);
    const status = await run(changes);
    expect(status).toMatchObject({ state: 'done', submissions: exported, leftOut: notReadable });
    for (const { file, rows } of files) if (rows !== null) expect(rowsOf(file)).toHaveLength(rows + 1);
  });

  test('estimates the bytes close to what is written', async () => {
    const { files } = await plan();
    await run();
    const main = files[0];
    const written = readFileSync(join(out, main?.file ?? '')).length;
    expect(Math.abs((main?.bytes ?? 0) - written) / written).toBeLessThan(0.2);
  });

  test('touches no file', async () => {
    await plan();
    await handlers.handlers['export.preview']({ options, part: 0, file: null, table: null });
    expect(() => readdirSync(out)).toThrow('ENOENT');
  });

  test('has the problem of unusable options, and the counts anyway', async () => {
    const { problem, here, files } = await plan({ labels: 'Klingon' });
    expect(problem?.code).toBe('export.language_unknown');
    expect(here).toBeGreaterThan(0);
    expect(files).toEqual([]);
  });

  test('refuses the folders whose files must stay as they are', async () => {
    const placeId = context.grant(join(workspace.folder, 'files'), true).id;
    expect((await plan({ placeId })).problem?.code).toBe('export.folder_inside');
  });

  test('an unknown form is a problem of the request', async () => {
    await expect(plan({ formId: 'nothing' })).rejects.toMatchObject({ code: 'export.form_unknown' });
  });
});

describe('the preview', () => {
  test.each<Partial<ExportOptions>>([
    {},
    { format: 'briefcase' },
    { labels: 'English (en)', separator: ';', byteOrderMark: true },
    { names: 'leaf', selectMultiple: 'both' },
  ])('is how each file begins, to the byte: %o', async (changes) => {
    const asked = { ...options, ...changes };
    const { files } = await plan(changes);
    const previews = [];
    for (const { file, rows } of files) {
      if (rows !== null)
        previews.push(
          await handlers.handlers['export.preview']({ options: asked, part: 0, file, table: null }),
        );
    }
    expect(previews.map(({ file }) => file)).toEqual(
      files.filter(({ rows }) => rows !== null).map(({ file }) => file),
    );
    await run(changes);
    for (const { file, lines, rows } of previews) {
      const written = readFileSync(join(out, file), 'utf8');
      expect(written.startsWith(`${lines.join('\n')}\n`)).toBe(true);
      expect(lines).toHaveLength(rows.length + 1);
    }
  });

  test('of a file that the options no longer make shows the main file', async () => {
    const { file } = await handlers.handlers['export.preview']({
      options,
      part: 0,
      file: 'gone.csv',
      table: null,
    });
    expect(file).toBe((await plan()).files[0]?.file);
  });
});

describe('rows and columns', () => {
  test('from a view are those that it shows, in the order of an export', async () => {
    shown = ids('record_count > 0')
      .filter((id) => id % 3 === 0)
      .reverse();
    const view = { formId: FORM, path: '', filters: [], search: '', sort: [] };
    const rows = { kind: 'view', view } as const;
    const { exported, here, notReadable, filteredOut } = await plan({ rows });
    expect([exported, here]).toEqual([shown.length, exported + notReadable + filteredOut]);
    await run({ rows, fileName: 'view' });
    await run({ fileName: 'all' });
    const chosen = new Set(rowsOf('view.csv').map(([key]) => key));
    expect(chosen.size).toBe(shown.length + 1);
    expect(rowsOf('view.csv')).toEqual(rowsOf('all.csv').filter(([key]) => chosen.has(key)));
  });

  test('that are new are those that no export has written to this folder', async () => {
    await run({ rows: { kind: 'new' }, fileName: 'first' });
    expect(await plan({ rows: { kind: 'new' } })).toMatchObject({ exported: 0 });
    expect(await run({ rows: { kind: 'new' }, fileName: 'second' })).toMatchObject({ submissions: 0 });
  });

  test('that are chosen are written, with the key columns, and a repeat without chosen columns gives no file', async () => {
    const all = await plan();
    const { lines } = await handlers.handlers['export.preview']({
      options,
      part: 0,
      file: null,
      table: null,
    });
    const path = lines[0]?.split(',').find((name) => name.includes('/')) ?? '';
    const { files } = await plan({ columns: [path] });
    expect(files.length).toBeLessThan(all.files.length);
    await run({ columns: [path] });
    const [header] = rowsOf(files[0]?.file ?? '');
    expect(header?.slice(0, 4)).toEqual(['key', 'submission_date', 'form_version', path]);
    expect(header?.filter((name) => name.includes('/'))).toEqual([path]);
  });
});

test('a folder that has become a file is reported in the plan and by the export', async () => {
  writeFileSync(out, 'a file');
  const problem = { code: 'export.folder_unusable', params: { folder: out, reason: 'file', file: out } };
  expect((await plan()).problem).toMatchObject(problem);
  for (const existing of ['ask', 'number', 'replace'] as const) {
    const ended = await run({ existing }).catch((error: unknown) => ({ state: 'failed', problem: error }));
    expect(ended).toMatchObject({ state: 'failed', problem });
  }
  expect(readFileSync(out, 'utf8')).toBe('a file');
});

describe('existing files', () => {
  const fill = async (): Promise<string> => {
    const file = (await plan()).files[0]?.file ?? '';
    mkdirSync(out);
    writeFileSync(join(out, file), 'mine\n');
    return file;
  };

  test('are listed with the program that made them', async () => {
    const file = await fill();
    expect((await plan()).files[0]?.existing).toMatchObject({ bytes: 5, isOurs: false, madeAt: null });
    await run({ existing: 'replace' });
    const ours = (await plan()).files[0]?.existing;
    expect(ours?.isOurs).toBe(true);
    expect(ours?.madeAt).not.toBeNull();
    writeFileSync(join(out, file), 'changed\n');
    expect((await plan()).files[0]?.existing).toMatchObject({ isOurs: false, madeAt: ours?.madeAt });
  });

  test('stop an export that should ask first, are named, and stay', async () => {
    const file = await fill();
    await expect(run()).rejects.toMatchObject({
      code: 'export.files_exist',
      params: { count: 1, files: file },
    });
    expect(readdirSync(out)).toEqual([file]);
    expect(context.events).toEqual([]);
  });

  test('stay beside files with a number', async () => {
    const file = await fill();
    const { files } = await plan({ existing: 'number' });
    expect(files.every(({ existing, file: name }) => existing === null && name.endsWith(' (2).csv'))).toBe(
      true,
    );
    await run({ existing: 'number' });
    expect(readFileSync(join(out, file), 'utf8')).toBe('mine\n');
    for (const { file: name, rows } of files) if (rows !== null) expect(rowsOf(name)).toHaveLength(rows + 1);
    expect((await plan({ existing: 'number' })).files[0]?.file).toMatch(/ \(3\)\.csv$/);
  });

  test('are replaced when that was chosen', async () => {
    const file = await fill();
    expect(await run({ existing: 'replace' })).toMatchObject({ state: 'done' });
    expect(rowsOf(file).length).toBeGreaterThan(2);
  });
});

test('the list of left-out submissions has IDs, dates and codes, and no answers', async () => {
  const { notExportedFile, notReadable } = await plan();
  await run();
  const [header, ...rows] = rowsOf(notExportedFile ?? '');
  expect(header).toEqual(['instance_id', 'form_id', 'form_version', 'received', 'stored', 'problems']);
  expect(rows).toHaveLength(notReadable);
  const codes = db
    .prepare<[string], string>(
      `SELECT DISTINCT p.code FROM problem p JOIN submission s ON s.id = p.submission_id
       WHERE s.form_id = ? AND s.record_count = 0`,
    )
    .pluck()
    .all(FORM);
  expect(new Set(rows.flatMap((row) => row[5]?.split(' ') ?? []))).toEqual(new Set(codes));
});

describe('running', () => {
  test('one at a time, reported from start to end', async () => {
    const first = handlers.handlers['export.start']({ options, preset: null });
    await expect(handlers.handlers['export.start']({ options, preset: null })).rejects.toMatchObject({
      code: 'export.running',
    });
    await first;
    await handlers.handlers['export.stop']({});
    const states = context.events.map((event) => (event.type === 'export' ? event.status.state : event.type));
    expect(states.at(0)).toBe('running');
    expect(['done', 'stopped']).toContain(states.at(-1));
  });

  test('a stopped export leaves no files, and no folder', async () => {
    const stop = { ...testContext(workspace), emit: () => void handlers.handlers['export.stop']({}) };
    const placeId = stop.grant(out, true).id;
    handlers = exportHandlers(stop, () => []);
    await handlers.handlers['export.start']({ options: { ...options, placeId }, preset: null });
    await handlers.handlers['export.stop']({});
    expect(handlers.handlers['export.status']({})).toEqual({ state: 'stopped', written: 0 });
    expect(() => readdirSync(out)).toThrow('ENOENT');
  });

  test('a failed export names the problem, and leaves the existing files', async () => {
    mkdirSync(out);
    writeFileSync(join(out, 'media'), 'in the way');
    const status = await run({ formId: 'child_health' });
    expect(status).toMatchObject({ state: 'failed', problem: { code: 'export.file_in_the_way' } });
    expect(readdirSync(out)).toEqual(['media']);
  });
});

describe('presets', () => {
  test('keep how an export is written, not what, and show the reminder once', async () => {
    const { placeId } = options;
    const asked: ExportOptions = {
      ...options,
      format: 'briefcase',
      separator: ';',
      rows: { kind: 'new' },
      columns: ['secret/path'],
      existing: 'replace',
    };
    const [saved] = await handlers.handlers['export.savePreset']({ name: 'Weekly', options: asked });
    expect(saved).toMatchObject({ name: 'Weekly', folder: out, usedAt: null, isReminded: false });
    expect(saved?.options).toMatchObject({
      format: 'briefcase',
      separator: ';',
      rows: { kind: 'new' },
      columns: null,
      existing: 'replace',
    });
    expect(saved?.placeId).not.toBe(placeId);
    expect(context.pathOf(saved?.placeId ?? '')).toBe(out);
    await run({}, 'Weekly');
    const [used] = await handlers.handlers['export.presets']({});
    expect(used?.isReminded).toBe(true);
    expect(await handlers.handlers['export.removePreset']({ name: 'Weekly' })).toEqual([]);
  });

  test('run for a form after a pull, and never ask', async () => {
    const asked: ExportOptions = { ...options, labels: 'no such language' };
    await handlers.handlers['export.savePreset']({ name: 'After', options: asked });
    const first = await handlers.runPreset(FORM, 'After');
    expect(first).toEqual({
      path: out,
      files: writtenIn(out).length,
      tables: 0,
      rows: first.rows,
    });
    const again = handlers.runPreset(FORM, 'After');
    const other = handlers.runPreset('facility', 'After');
    expect((await again).rows).toBe(first.rows);
    await other;
    expect(writtenIn(out).filter((name) => name.includes('(2)'))).toHaveLength(first.files);
    await expect(handlers.runPreset(FORM, 'Nobody')).rejects.toMatchObject({
      code: 'export.profile_unknown',
    });
    await handlers.handlers['export.removePreset']({ name: 'After' });
  });

  test('a folder that a service copies is asked about once, and no export after a pull writes to it before that', async () => {
    const cloud = join(root, 'cloud');
    mkdirSync(join(cloud, 'out'), { recursive: true });
    writeFileSync(join(cloud, '.dropbox.cache'), '');
    const placeId = context.grant(join(cloud, 'out'), true).id;
    const copied = { folder: join(cloud, 'out'), kind: 'cloud', by: 'Dropbox' };
    expect((await plan()).copied).toBeNull();
    expect((await plan({ placeId })).copied).toEqual(copied);
    await handlers.handlers['export.savePreset']({ name: 'Cloud', options: { ...options, placeId } });
    await expect(handlers.runPreset(FORM, 'Cloud')).rejects.toMatchObject({
      code: 'export.folder_copied',
      params: { folder: join(cloud, 'out'), service: 'Dropbox' },
    });
    expect(readdirSync(join(cloud, 'out'))).toEqual([]);
    context.change({ acceptedFolders: [join(cloud, 'out')] });
    expect((await plan({ placeId })).copied).toBeNull();
    expect((await handlers.runPreset(FORM, 'Cloud')).files).toBeGreaterThan(0);
    await handlers.handlers['export.removePreset']({ name: 'Cloud' });
  });
});
