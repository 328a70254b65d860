import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { Log } from '../../core/ground/log.ts';
import { KeptSettings } from './kept-settings.ts';
import { defaultSettings, readSettings } from './settings-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'attache-kept-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const nothing = { settings: defaultSettings, workspaces: [], window: null, isLocked: false };
const keptIn = (path: string): KeptSettings => new KeptSettings(path, nothing, new Log(folder, 'off'));

test('a change is written at once; what was forgotten is gone, and not written again', () => {
  const path = join(folder, 'settings.json');
  const kept = keptIn(path);
  kept.keep({ workspaces: ['/one'] });
  expect(readSettings(path).kept).toEqual({ ...nothing, workspaces: ['/one'] });
  expect(kept.forget()).toEqual([]);
  kept.keep({ isLocked: true });
  expect(existsSync(path)).toBe(false);
  expect(kept.now).toEqual(nothing);
});

test('settings that cannot be written hold until the app ends; a file that stays is named', () => {
  const path = join(folder, 'a-folder');
  mkdirSync(path);
  const kept = keptIn(path);
  kept.keep({ isLocked: true });
  expect(kept.now.isLocked).toBe(true);
  expect(kept.forget()).toEqual([path]);
});
