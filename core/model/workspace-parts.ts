/*
 * What the folder of a workspace consists of. Whoever has to tell what is ours from what is not asks here.
 */

/** The database of a workspace. */
export const DATABASE = 'attache.sqlite';
/** The folders with the files of submissions. */
export const CONTENT_FOLDERS = ['files', 'ciphertext'] as const;

/**
 * What a name in the folder of a workspace is. The order is that in which a workspace is removed: the key first, which
 * makes everything else unreadable.
 */
export const PARTS = {
  /** The wrapped workspace key, and a new one before it takes its place. */
  key: /^workspace\.key\.json(\.next)?$/,
  /** The database and its logs. */
  database: /^attache\.sqlite(-wal|-shm|-journal)?$/,
  /** A copy of the database as it was before its format changed, or such a copy that was not finished. */
  earlier: /^attache\.sqlite\.before-format-\d+/,
  /** The folders with the files of submissions. */
  content: /^(files|ciphertext)$/,
  /** What is being downloaded, unpacked or compared. */
  incoming: /^incoming$/,
  /** Where its backups are. */
  backups: /^backups\.json(\.part)?$/,
  /** What a conversion has begun. */
  conversion: /^conversion$/,
  /** What a restore has begun: the mark, and the database until it is whole. */
  restore: /^(restore-unfinished\.json(\.part)?|attache\.sqlite\.restoring([-.].*)?)$/,
  /** Which programs have it open. */
  lock: /^(open|(open|pull)\.lock(-journal)?)$/,
} as const;

export type Part = keyof typeof PARTS;

/** What file managers leave in any folder. */
const OF_SYSTEMS = /^(\.DS_Store|desktop\.ini|Thumbs\.db)$/;

/** What a name in the folder of a workspace is; null when it is not of a workspace. */
export function partOf(name: string): Part | null {
  for (const [part, pattern] of Object.entries(PARTS)) if (pattern.test(name)) return part as Part;
  return null;
}

/** Whether a file with this name says nothing about what a folder is for. */
export function isOfSystems(name: string): boolean {
  return OF_SYSTEMS.test(name);
}

/**
 * Whether a workspace can be made in a folder with these names: there is nothing but what we left when we were killed
 * before there was a workspace, and what file managers leave.
 */
export function isFreeForWorkspace(names: readonly string[]): boolean {
  return names.every(
    (name) => isOfSystems(name) || partOf(name) === 'lock' || name === 'workspace.key.json.next',
  );
}
