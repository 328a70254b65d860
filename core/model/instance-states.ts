/**
 * The state of each submission in a Collect folder, from Collect's database (`metadata/instances.db`), by
 * folder name and file name. Collect keeps drafts and finished submissions in the same folders.
 */
export type InstanceStates = ReadonlyMap<string, ReadonlyMap<string, 'draft' | 'finished'>>;

/** Reads that database. Throws when it cannot be read. */
export type ReadInstances = (path: string) => InstanceStates;
