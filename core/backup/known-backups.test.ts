import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { problemData } from '../ground/problem.ts';
import type { BackupFinding } from '../model/backup.ts';
import { KEY_FILE } from '../model/workspace-keys.ts';
import { hideFileNames, knownBackup, noteBackup } from './known-backups.ts';

const root = mkdtempSync(join(tmpdir(), 'attache-known-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const missing = (file: string): BackupFinding => ({ ...problemData('store.file_missing', { file }), file });

const readable = 'files/ab/abcdef/0123456789ab-photo of Amina.jpg';
const hidden = `ciphertext/ab/${'ab'.repeat(16)}/${'cd'.repeat(32)}`;
const findings = [missing(readable), missing(hidden), missing('volumes/000001.zip')];
const textIn = (workspace: string): string => readFileSync(join(workspace, 'backups.json'), 'utf8');

test('what a check found names files in a plain workspace, until it is encrypted', () => {
  const workspace = mkdtempSync(join(root, 'plain-'));
  hideFileNames(workspace);
  noteBackup(workspace, '/backup', { findings, bytes: 5 });
  expect(knownBackup(workspace, '/backup')?.findings).toEqual(findings);
  hideFileNames(workspace);
  expect(textIn(workspace)).not.toContain('Amina');
  expect(knownBackup(workspace, '/backup')).toMatchObject({
    findings: [missing('files/…'), ...findings.slice(1)],
    bytes: 5,
  });
});

test('in an encrypted workspace no readable name is noted, whatever an old backup has', () => {
  const workspace = mkdtempSync(join(root, 'encrypted-'));
  writeFileSync(join(workspace, KEY_FILE), '{}');
  noteBackup(workspace, '/backup', { findings });
  expect(textIn(workspace)).not.toContain('Amina');
  expect(knownBackup(workspace, '/backup')?.findings).toEqual([missing('files/…'), ...findings.slice(1)]);
});
