import type { KeyObject } from 'node:crypto';

/** The file beside the database that holds the wrapped workspace key. A workspace that has it is encrypted. */
export const KEY_FILE = 'workspace.key.json';

/**
 * The keys under which an encrypted workspace writes its files. `KeyObject`s can be posted to a thread, and
 * nothing of them shows when they are printed or turned into JSON.
 */
export interface FileKeys {
  /** Encrypts the contents (`core/ground/file-cipher.ts`). */
  readonly content: KeyObject;
  /** Hides the names of files and folders (`hiddenName`). */
  readonly names: KeyObject;
}

/** All keys of an encrypted workspace, each derived from the workspace key. */
export interface WorkspaceKeys {
  /** The raw key of the database: 32 bytes. */
  readonly database: KeyObject;
  readonly files: FileKeys;
  /** Wraps the code of the workspace's backups. */
  readonly backup: KeyObject;
}
