import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { saveRisk } from './save-risk.ts';

const root = mkdtempSync(join(tmpdir(), 'attache-save-risk-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const workspace = join(root, 'workspace');
mkdirSync(join(workspace, 'files'), { recursive: true });

test('a file inside the workspace is found, through a link too', () => {
  expect(saveRisk(join(workspace, 'code.txt'), workspace)).toBe('in-workspace');
  expect(saveRisk(join(workspace, 'files', 'code.txt'), workspace)).toBe('in-workspace');
  symlinkSync(workspace, join(root, 'link'));
  expect(saveRisk(join(root, 'link', 'code.txt'), workspace)).toBe('in-workspace');
});

test('a file beside it is on the same disk', () => {
  expect(saveRisk(join(root, 'code.txt'), workspace)).toBe('same-disk');
  expect(saveRisk(join(root, 'workspace-code.txt'), workspace)).toBe('same-disk');
});

test.runIf(process.platform === 'linux')('a file on another disk has no risk', () => {
  expect(saveRisk('/proc/self/code.txt', workspace)).toBe('none');
});
