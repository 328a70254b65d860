import type { LeavePlan } from '../../core/model/leave.ts';
import type { ExportedFile } from '../../core/store/exported.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import type { HeldKeys } from '../keys/held-keys.ts';
import type { ServerSecrets } from '../sources/server-secrets.ts';

/** What may be left behind: a workspace with its keys and passwords, and exported files. */
export interface LeaveContext {
  readonly workspace: Pick<
    Workspace,
    | 'folder'
    | 'servers'
    | 'sourceStates'
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
  return new Set([...remembered, ...secrets.servers()]).size;
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

/** The row for an exported file that somebody has changed since. It always stays. */
export function changedExport({ path }: ExportedFile): LeavePlan['stays'][number] {
  return { what: 'changed-export', path };
}
