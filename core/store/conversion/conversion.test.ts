// Covers core/store/conversion/conversion-report.ts, core/store/conversion/conversion-state.ts, core/store/conversion/convert-files.ts,
// core/store/conversion/copy-stored-file.ts, core/ground/breath.ts,
// core/store/conversion/room.ts, core/store/conversion/settle-conversion.ts, core/store/conversion/stored-files.ts,
// core/store/conversion/swap.ts.
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { endedPid } from '../../../fixtures/ended-process.ts';
import { fillFully } from '../../../fixtures/full-workspace.ts';
import { isHere, onlyWhere } from '../../../fixtures/only-where.ts';
import { findTexts } from '../../../fixtures/planted.ts';
import { planted } from '../../../fixtures/planted-submissions.ts';
import { workspaceContent } from '../../../fixtures/workspace-content.ts';
import { testWorkspaceKeys } from '../../../fixtures/workspace-keys.ts';
import { KEY_FILE } from '../../model/workspace-keys.ts';
import { connect } from '../connect.ts';
import { Workspace } from '../workspace.ts';
import { Conversion } from './conversion.ts';
import { conversionPaths, readState } from './conversion-state.ts';
import { convert } from './testing/convert.ts';

const root = mkdtempSync(join(tmpdir(), 'attache-convert-'));
const keys = testWorkspaceKeys();
const full = join(root, 'full');
let fullContent: readonly string[] = [];

beforeAll(async () => {
  const workspace = new Workspace(full);
  await fillFully(workspace, root);
  workspace.close();
  fullContent = workspaceContent(full, null, true);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

let made = 0;
function copyOf(folder: string): string {
  made += 1;
  const copy = join(root, `copy-${made}`);
  cpSync(folder, copy, { recursive: true, preserveTimestamps: true });
  return copy;
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
}

const PARTS = ['attache.sqlite', 'ciphertext', 'files', 'open', 'open.lock'];

describe('a workspace that is encrypted and decrypted', () => {
  test('holds the same all the time, byte by byte', async () => {
    const folder = copyOf(full);
    const report = await convert(folder, keys);
    expect(report).toMatchObject({
      to: 'encrypted',
      lacking: [],
      others: [],
      isOldLeft: false,
    });
    expect(report.files).toBeGreaterThan(10);
    expect(report.submissions).toBeGreaterThan(6);
    expect(report.oldFiles).toBeGreaterThanOrEqual(report.files);
    expect(readdirSync(folder).filter((name) => name !== 'pull.lock')).toEqual([...PARTS, KEY_FILE]);
    expect(workspaceContent(folder, keys)).toEqual(workspaceContent(full, null));
    for (const path of ['files', 'ciphertext'].flatMap((name) => filesIn(join(folder, name)))) {
      expect(basename(path)).toMatch(/^[0-9a-f]{64}$/);
      expect(readFileSync(path).subarray(0, 8).toString('latin1')).toBe('ATTACHE\u0001');
      if (isHere('modes')) expect(statSync(path).mode & 0o077).toBe(0);
    }
    // Other programs and this one agree.
    expect(() => new Workspace(folder)).toThrow(expect.objectContaining({ code: 'workspace.locked' }));
    const workspace = new Workspace(folder, keys);
    expect(workspace.exportPresets.all().map(({ name }) => name)).toEqual([...planted.presets]);
    workspace.close();

    const back = await convert(folder, null);
    expect(back).toMatchObject({ to: 'plain', files: report.files, bytes: report.bytes, lacking: [] });
    expect(readdirSync(folder).filter((name) => name !== 'pull.lock')).toEqual(PARTS);
    expect(workspaceContent(folder, null, true)).toEqual(fullContent);
    new Workspace(folder).close();
  });

  test.each(
    readdirSync(fileURLToPath(new URL('../../../fixtures/workspaces/', import.meta.url))).filter(
      (name) => !name.endsWith('.ts'),
    ),
  )('of an earlier format (%s) keeps its format', async (name) => {
    const folder = copyOf(fileURLToPath(new URL(`../../../fixtures/workspaces/${name}/`, import.meta.url)));
    const before = workspaceContent(folder, null, true);
    await convert(folder, keys);
    expect(workspaceContent(folder, keys)).toEqual(workspaceContent(copyOf(folder), keys));
    expect(workspaceContent(folder, keys)[0]).toBe(before[0]);
    await convert(folder, null);
    expect(workspaceContent(folder, null, true)).toEqual(before);
  });
});

test('nothing planted is in an encrypted workspace, and everything is in a plain one', async () => {
  const folder = copyOf(full);
  // What a format change, a killed import and an unfinished pull leave.
  cpSync(join(folder, 'attache.sqlite'), join(folder, 'attache.sqlite.before-format-12'));
  mkdirSync(join(folder, 'incoming', 'zip-1-abcdef'), { recursive: true });
  writeFileSync(join(folder, 'incoming', 'zip-1-abcdef', planted.names[0]), planted.answers[0]);
  const texts = [...planted.answers.slice(0, 5), ...planted.names, ...planted.presets];
  for (const text of texts) expect(findTexts(folder, [text]), text).not.toEqual([]);
  const note = `elsewhere-${endedPid}-0123456789ab.json`;
  writeFileSync(join(folder, 'incoming', note), '{"path":"/elsewhere/.attache-decrypted-1-abcdef"}');
  writeFileSync(join(folder, 'backups.json'), '{"backups":[]}');
  writeFileSync(join(folder, 'of-the-user.txt'), 'a note');
  const report = await convert(folder, keys);
  expect(readdirSync(join(folder, 'incoming'))).toEqual([note]);
  expect(report.others).toEqual(['of-the-user.txt']);
  expect(report.earlierCopies).toEqual(['attache.sqlite.before-format-12']);
  expect(
    findTexts(folder, [...planted.answers, ...planted.names, ...planted.secrets, ...planted.presets]),
  ).toEqual([]);
});

describe('a conversion', () => {
  test('is refused while the workspace is open, and says by whom', async () => {
    const folder = copyOf(full);
    const workspace = new Workspace(folder, null, 'app');
    await expect(convert(folder, keys)).rejects.toMatchObject({
      code: 'workspace.in_use',
      params: { by: 'app', pid: process.pid },
    });
    workspace.close();
    await convert(folder, keys);
  });

  test('is refused while a program that is not ours reads the database', async () => {
    const folder = copyOf(full);
    new Workspace(folder).close();
    const other = connect(join(folder, 'attache.sqlite'), { key: null });
    other.exec('BEGIN');
    other.prepare('SELECT count(*) FROM submission').get();
    await expect(convert(folder, keys)).rejects.toMatchObject({ code: 'store.locked' });
    other.close();
    await convert(folder, keys);
  });

  test('keeps everybody out until it ends', async () => {
    const folder = copyOf(full);
    const steps: string[] = [];
    await convert(folder, keys, {
      onProgress: ({ step }) => {
        if (steps.at(-1) === step) return;
        steps.push(step);
        if (step !== 'checking') return;
        expect(() => new Workspace(folder)).toThrow(
          expect.objectContaining({ code: 'workspace.converting' }),
        );
      },
    });
    expect(steps).toEqual(['database', 'files', 'checking']);
  });

  test('tells how far it is, in files and bytes', async () => {
    const folder = copyOf(full);
    const told: { files: number; bytes: number; allFiles: number; allBytes: number }[] = [];
    const report = await convert(folder, keys, { onProgress: (progress) => told.push(progress) });
    expect(told.at(0)).toMatchObject({ files: 0, bytes: 0, allFiles: report.files, allBytes: report.bytes });
    expect(told.at(-1)).toMatchObject({ files: report.files, bytes: report.bytes });
    for (const [i, { bytes }] of told.entries())
      expect(bytes).toBeGreaterThanOrEqual(told[i - 1]?.bytes ?? 0);
  });

  test('needs a workspace', () => {
    const folder = join(root, 'none');
    expect(() => Conversion.begin(folder, 'encrypted')).toThrow(
      expect.objectContaining({ code: 'workspace.none', params: { folder } }),
    );
    expect(existsSync(folder)).toBe(false);
  });

  test('needs room on the disk, and says how much', async () => {
    const folder = copyOf(full);
    const [large = ''] = filesIn(join(folder, 'files'));
    // A file without blocks, larger than any disk.
    truncateSync(large, 2 ** 43);
    await expect(convert(folder, keys)).rejects.toMatchObject({
      code: 'workspace.no_room',
      params: { needed: expect.toSatisfy((needed: number) => needed > 8_796_093), free: expect.any(Number) },
    });
    new Workspace(folder).close();
  });

  test('of a newer format is left to a newer Attaché', async () => {
    const folder = copyOf(full);
    const db = connect(join(folder, 'attache.sqlite'), { key: null });
    db.pragma('user_version = 9999');
    db.close();
    await expect(convert(folder, keys)).rejects.toMatchObject({ code: 'store.newer' });
  });

  test('with another key is refused, and changes nothing', async () => {
    const folder = copyOf(full);
    await convert(folder, keys);
    const conversion = Conversion.begin(folder, 'plain');
    const from = { ...keys, database: keys.backup };
    const signal = new AbortController().signal;
    await expect(conversion.run({ from, to: null, signal, onProgress: () => {} })).rejects.toMatchObject({
      code: 'workspace.wrong_key',
    });
    conversion.release();
    new Workspace(folder, keys).close();
  });
});

describe('a file', () => {
  test('that is not there, or is damaged, stops nothing and is named', async () => {
    const folder = copyOf(full);
    const { files } = await convert(folder, keys);
    const [gone = '', damaged = '', short = ''] = filesIn(join(folder, 'files'));
    rmSync(gone);
    const bytes = readFileSync(damaged);
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    writeFileSync(damaged, bytes);
    truncateSync(short, 10);
    const report = await convert(folder, null);
    expect(report.files).toBe(files - 3);
    expect(report.allLacking).toBe(3);
    expect(report.lacking.map(({ why }) => why).sort()).toEqual(['damaged', 'damaged', 'missing']);
    expect(report.lacking[0]).toMatchObject({
      instanceId: expect.stringMatching(/^uuid:/),
      file: expect.any(String),
    });
    const differs = workspaceContent(folder, null, true).filter((line) => !fullContent.includes(line));
    expect(differs).toHaveLength(3);
    for (const line of differs) expect(line).toContain('not there');
  });

  test('outside the workspace is not taken along, whatever a row says', async () => {
    const folder = copyOf(full);
    const secret = join(root, 'outside.txt');
    writeFileSync(secret, 'outside');
    const db = connect(join(folder, 'attache.sqlite'), { key: null });
    db.prepare("UPDATE attachment SET file = ? WHERE name = 'audit.csv'").run('../../outside.txt');
    db.close();
    const report = await convert(folder, keys);
    expect(report.lacking.map(({ file }) => file)).toEqual(['audit.csv', 'audit.csv']);
    expect(readFileSync(secret, 'utf8')).toBe('outside');
  });

  onlyWhere('links')(
    'on another disk, or a database there, moves into the workspace, and leaves nothing there',
    async () => {
      const folder = copyOf(full);
      const other = join(root, 'other-disk');
      renameSync(join(folder, 'files'), other);
      symlinkSync(other, join(folder, 'files'));
      const otherDatabase = join(root, 'other-disk.sqlite');
      renameSync(join(folder, 'attache.sqlite'), otherDatabase);
      symlinkSync(otherDatabase, join(folder, 'attache.sqlite'));
      await convert(folder, keys);
      expect(workspaceContent(folder, keys)).toEqual(workspaceContent(full, null));
      expect(existsSync(other)).toBe(false);
      expect(existsSync(otherDatabase)).toBe(false);
    },
  );
});

describe('a conversion that was stopped', () => {
  /** Stops a conversion when that many files are copied. */
  async function stopped(folder: string, to: typeof keys | null, after: number): Promise<void> {
    const stop = new AbortController();
    const onProgress = ({ files }: { readonly files: number }): void => {
      if (files >= after) stop.abort(new Error('stopped'));
    };
    await expect(convert(folder, to, { signal: stop.signal, onProgress })).rejects.toThrow('stopped');
  }
  const copiesIn = (folder: string): Map<string, number> =>
    new Map(
      filesIn(join(conversionPaths(folder).new, 'files')).map((path) => [basename(path), statSync(path).ino]),
    );

  test('continues, and does not copy again what is copied', async () => {
    const folder = copyOf(full);
    await stopped(folder, keys, 5);
    const copied = copiesIn(folder);
    expect(copied.size).toBeGreaterThan(3);
    // Meanwhile the workspace is used as it was: a file is replaced, another goes.
    expect(readState(folder)).toMatchObject({ phase: 'copy', to: 'encrypted' });
    const workspace = new Workspace(folder);
    workspace.exportPresets.save('later', '{}', root);
    workspace.close();
    expect(copiesIn(folder)).toEqual(copied);
    const before = workspaceContent(folder, null);
    await convert(folder, keys);
    expect(workspaceContent(folder, keys)).toEqual(before);
    const after = new Map(filesIn(join(folder, 'files')).map((path) => [basename(path), statSync(path).ino]));
    for (const [name, ino] of copied) expect(after.get(name)).toBe(ino);
  });

  test('copies again what has changed since', async () => {
    const folder = copyOf(full);
    await stopped(folder, keys, 15);
    const [changed = ''] = filesIn(join(folder, 'files')).filter((path) => path.endsWith('audit.csv'));
    writeFileSync(changed, readFileSync(changed, 'latin1').replace('audit', 'AUDIT'));
    const before = workspaceContent(folder, null);
    await convert(folder, keys);
    expect(workspaceContent(folder, keys)).toEqual(before);
  });

  test('leaves no plain copy beside an encrypted workspace that is opened', async () => {
    const folder = copyOf(full);
    await convert(folder, keys);
    await stopped(folder, null, 5);
    expect(findTexts(folder, [...planted.answers, ...planted.names])).not.toEqual([]);
    new Workspace(folder, keys).close();
    expect(existsSync(join(folder, 'conversion'))).toBe(false);
    expect(findTexts(folder, [...planted.answers, ...planted.names])).toEqual([]);
  });

  test('is forgotten after two weeks', async () => {
    const folder = copyOf(full);
    await stopped(folder, keys, 5);
    const days = (count: number): void => {
      const then = new Date(Date.now() - count * 86_400_000);
      utimesSync(conversionPaths(folder).state, then, then);
    };
    days(13);
    new Workspace(folder).close();
    expect(existsSync(join(folder, 'conversion'))).toBe(true);
    days(15);
    new Workspace(folder).close();
    expect(existsSync(join(folder, 'conversion'))).toBe(false);
  });

  test('gives way to one in the other direction', async () => {
    const folder = copyOf(full);
    await stopped(folder, keys, 5);
    const conversion = Conversion.begin(folder, 'plain');
    expect(existsSync(join(folder, 'conversion'))).toBe(false);
    conversion.release();
    expect(workspaceContent(folder, null, true)).toEqual(fullContent);
  });

  test('by a newer Attaché, or with a damaged state, is not touched', () => {
    const folder = copyOf(full);
    mkdirSync(join(folder, 'conversion'));
    writeFileSync(conversionPaths(folder).state, '{"format":2}');
    expect(() => new Workspace(folder)).toThrow(expect.objectContaining({ code: 'store.newer' }));
    writeFileSync(conversionPaths(folder).state, '{');
    expect(() => new Workspace(folder)).toThrow(expect.objectContaining({ code: 'store.unusable' }));
    expect(() => Conversion.begin(folder, 'plain')).toThrow(
      expect.objectContaining({ code: 'store.unusable' }),
    );
  });
});
