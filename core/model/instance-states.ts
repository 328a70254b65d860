/**
 * What Collect's own database (`metadata/instances.db`) says of the instances beside it, by folder name and file name.
 * Collect keeps what is not finished in the same folders as what is.
 */
export type InstanceStates = ReadonlyMap<string, ReadonlyMap<string, 'draft' | 'finished'>>;

/** Reads that database. Throws when it cannot be read. */
export type ReadInstances = (path: string) => InstanceStates;
