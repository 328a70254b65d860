import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { TestWorkspaces } from '../../fixtures/test-workspaces.ts';
import { copyWorkspace } from './copy-workspace.ts';
import { sizeOf } from './size-of.ts';

const spaces = new TestWorkspaces();
afterAll(() => spaces.close());

test('a copy is named by the minute, and a second one of that minute is refused', async () => {
  const workspace = spaces.open();
  const parent = join(spaces.root, 'copies');
  mkdirSync(parent);
  const at = new Date('2026-11-22T09:14:03Z');
  const made = await copyWorkspace(workspace, parent, 'Study', at);
  expect(made.path).toBe(join(parent, 'Study 2026-11-22T0914'));
  expect(existsSync(join(made.path, 'attache.sqlite'))).toBe(true);
  expect(made.bytes).toBe(await sizeOf(made.path));
  expect(made.bytes).toBeGreaterThan(1000);
  await expect(copyWorkspace(workspace, parent, 'Study', at)).rejects.toMatchObject({
    code: 'store.move_target_taken',
  });
});
