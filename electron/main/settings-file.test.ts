// Covers core/model/server.ts.
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { defaultSettings, readSettings, writeSettings } from './settings-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'attache-settings-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('what is written is read again', () => {
  const path = join(folder, 'deep', 'settings.json');
  const kept = {
    settings: { ...defaultSettings, theme: 'dark' as const, connections: 8 },
    workspaces: ['/somewhere'],
    isLocked: true,
    window: { x: 1, y: 2, width: 1200, height: 800, isMaximized: false },
  };
  writeSettings(path, kept);
  expect(readSettings(path)).toEqual({ kept, wasDamaged: false });
  if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('a setting that an older version did not know has its default', () => {
  const path = join(folder, 'old.json');
  writeFileSync(path, JSON.stringify({ settings: { theme: 'light' }, workspaces: [], window: null }));
  expect(readSettings(path).kept.settings).toEqual({ ...defaultSettings, theme: 'light' });
});

test.each([
  '',
  '{',
  '[]',
  '{"settings":{"connections":400},"workspaces":[],"window":null}',
  '{"settings":{"unknown":1},"workspaces":[],"window":null}',
])('a damaged file (%s) is put aside, not lost', (text) => {
  const path = join(folder, 'damaged.json');
  writeFileSync(path, text);
  expect(readSettings(path)).toEqual({
    kept: { settings: defaultSettings, workspaces: [], window: null, isLocked: false },
    wasDamaged: true,
  });
  expect(existsSync(path)).toBe(false);
  expect(readFileSync(`${path}.damaged`, 'utf8')).toBe(text);
});

test('no file is no damage', () => {
  expect(readSettings(join(folder, 'none.json')).wasDamaged).toBe(false);
});
