import type { Content } from './fetched.ts';

/**
 * The state of each submission in a Collect folder, from Collect's database (`metadata/instances.db`), by
 * folder name and file name. Collect keeps drafts and finished submissions in the same folders.
 */
export type InstanceStates = ReadonlyMap<string, ReadonlyMap<string, 'draft' | 'finished'>>;

/**
 * One of the files of a database: itself (`''`), its write-ahead log (`-wal`) or its rollback journal
 * (`-journal`). Null when there is no such file.
 */
export type DatabaseFile = (end: '' | '-wal' | '-journal') => Content | null;

/** Reads that database. Throws when it cannot be read. */
export type ReadInstances = (file: DatabaseFile) => InstanceStates;
