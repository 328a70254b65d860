import type { LeavePlan } from '../../core/model/leave.ts';
import type { ExportedFile } from '../../core/store/exported.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import { backupStates } from '../backup/backup-state.ts';
import type { HeldKeys } from '../keys/held-keys.ts';
import type { ServerSecrets } from '../sources/server-secrets.ts';
import { mediaFolders } from './exported-files.ts';

/** What may be left behind: a workspace with its keys and passwords, and exported files. */
export interface LeaveContext {
  readonly workspace: Pick<
    Workspace,
    | 'folder'
    | 'servers'
    | 'sourceStates'
    | 'databaseLogins'
    | 'privateKeys'
    | 'leaving'
    | 'exported'
    | 'submissionCounts'
    | 'transaction'
  >;
  readonly keys: HeldKeys;
  readonly secrets: ServerSecrets;
}

/** Returns how many passwords and tokens are known: remembered ones and those of this session. */
export function knownPasswords({ workspace, secrets }: LeaveContext): number {
  const remembered = workspace.servers
    .all()
    .filter(({ name }) => workspace.sourceStates.protectedSecret(name) !== null)
    .map(({ name }) => name);
  return new Set([...remembered, ...workspace.databaseLogins.accounts(), ...secrets.servers()]).size;
}

/**
 * Returns the keys that are kept or unlocked, by fingerprint, with the file that each came from, if known.
 */
export function knownKeys({ workspace, keys }: LeaveContext): ReadonlyMap<string, string | null> {
  return new Map([
    ...workspace.privateKeys.all().map(({ fingerprint, file }) => [fingerprint, file] as const),
    ...keys.all().map(({ key, file }) => [key.fingerprint, file] as const),
  ]);
}

/** Returns the files that these keys came from. They always stay. */
export function keyFiles(context: LeaveContext): LeavePlan['stays'] {
  const files = [...knownKeys(context).values()].filter((file) => file !== null);
  return [...new Set(files)].map((path) => ({ what: 'key-file' as const, path }));
}

/** The rows for exported files that stay: those that somebody has changed since, and the media of all. */
export function stayingExports({
  own,
  changed,
}: Readonly<Record<'own' | 'changed', readonly ExportedFile[]>>): LeavePlan['stays'] {
  const media = mediaFolders([...own, ...changed]).map((path) => ({ what: 'exported-media' as const, path }));
  return [...changed.map(changedExport), ...media];
}

/** The row for an exported file that somebody has changed since. It always stays. */
function changedExport({ path }: ExportedFile): LeavePlan['stays'][number] {
  return { what: 'changed-export', path };
}

/** The folders with backups of this workspace. They always stay. */
export function backups({ workspace }: Pick<LeaveContext, 'workspace'>): LeavePlan['stays'] {
  try {
    return backupStates(workspace.folder).map(({ folder }) => ({ what: 'backup' as const, path: folder }));
  } catch {
    // What cannot be read must not keep anyone from leaving.
    return [];
  }
}

/** The code of an error of the file system or of SQLite, for the report. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}
