import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { isProblemCode, type ProblemCode } from '../ground/problem.ts';
import { writeDurably } from '../ground/write-durably.ts';
import type { BackupFinding, BackupState } from '../model/backup.ts';
import { hasWorkspaceKeyFile } from '../vault/key-file.ts';

/*
 * backups.json in the folder of a workspace: where its backups are, when they are made, and how they stand. It is not in
 * the database, so that it can be read while an encrypted workspace is locked. It has no answers and no secrets, and in an
 * encrypted workspace no names of files either.
 */

const FILE = 'backups.json';

const time = z.string().nullable().catch(null);
const problem = z.object({
  code: z.custom<ProblemCode>((code) => typeof code === 'string' && isProblemCode(code)),
  params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});
const finding = problem.extend({ file: z.string() });
const count = z.number().nonnegative().catch(0);
const state = z.object({
  folder: z.string(),
  plan: z.object({ isNightly: z.boolean(), at: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/) }),
  snapshot: z.string().nullable().catch(null),
  lastAt: time,
  lastProvedAt: time,
  lastCheckAt: time,
  lastDrillAt: time,
  lastRunAt: time,
  lastRun: z.enum(['good', 'problems', 'failed']).nullable().catch(null),
  problem: problem.nullable().catch(null),
  findings: z.array(finding).catch([]),
  bytes: count,
  snapshots: count,
});
const file = z.object({ backups: z.array(z.unknown()) });

/** A backup of which nothing is known yet. */
export function newState(folder: string): BackupState {
  return {
    folder,
    plan: { isNightly: false, at: '02:00' },
    snapshot: null,
    lastAt: null,
    lastProvedAt: null,
    lastCheckAt: null,
    lastDrillAt: null,
    lastRunAt: null,
    lastRun: null,
    problem: null,
    findings: [],
    bytes: 0,
    snapshots: 0,
  };
}

/** The backups of the workspace in this folder, in the order in which they were added. */
export function knownBackups(workspace: string): readonly BackupState[] {
  const path = join(workspace, FILE);
  if (!existsSync(path)) return [];
  try {
    const { backups } = file.parse(JSON.parse(readFileSync(path, 'utf8')));
    return backups.flatMap((one) => state.safeParse(one).data ?? []);
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) return [];
    throw error;
  }
}

/** What is known of one backup; null when the workspace has none in that folder. */
export function knownBackup(workspace: string, folder: string): BackupState | null {
  return knownBackups(workspace).find((one) => one.folder === folder) ?? null;
}

/** Changes what is known of a backup, and adds it if it is new. Throws the file system's errors. */
export function noteBackup(workspace: string, folder: string, change: Partial<BackupState>): void {
  const all = knownBackups(workspace);
  const at = all.findIndex((one) => one.folder === folder);
  const changed = { ...(all[at] ?? newState(folder)), ...change };
  write(workspace, at < 0 ? [...all, changed] : all.with(at, changed));
}

/** Forgets where a backup is. */
export function forgetBackup(workspace: string, folder: string): void {
  write(
    workspace,
    knownBackups(workspace).filter((one) => one.folder !== folder),
  );
}

/** Hides the names of files that checks have noted. Call it before a workspace is encrypted. */
export function hideFileNames(workspace: string): void {
  if (existsSync(join(workspace, FILE))) write(workspace, knownBackups(workspace), true);
}

function write(
  workspace: string,
  backups: readonly BackupState[],
  isEncrypted = hasWorkspaceKeyFile(workspace),
): void {
  const written = isEncrypted
    ? backups.map((state) => ({ ...state, findings: state.findings.map(withoutName) }))
    : backups;
  writeDurably(join(workspace, FILE), `${JSON.stringify({ backups: written }, null, 2)}\n`);
}

/** A path in a plain workspace: it ends with the name that the file has in the form. */
const READABLE = /^(files|ciphertext)\/(?![0-9a-f]{2}\/[0-9a-f]{32}\/[0-9a-f]{64}$).*$/s;

function withoutName(finding: BackupFinding): BackupFinding {
  const hidden = (text: string): string => text.replace(READABLE, '$1/…');
  const params = Object.entries(finding.params).map(([key, value]) => [
    key,
    typeof value === 'string' ? hidden(value) : value,
  ]);
  return { ...finding, file: hidden(finding.file), params: Object.fromEntries(params) };
}
