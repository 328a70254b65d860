import type { FormModel } from '../model/form.ts';
import type { RowFilter, RowReader } from '../model/rows.ts';
import { joinTables, pathsWithout, type TableShape, tablesOf, tablesOfPaths } from '../xform/shapes.ts';

/**
 * Returns the definitions that an export uses: the definition of the chosen version, else all, newest first.
 * If the chosen version's definition is missing, the definitions of other versions still tell more about its
 * columns than its submissions do.
 */
export function definitionsFor(reader: RowReader, filter: RowFilter): readonly FormModel[] {
  const { version } = filter;
  const chosen = reader.models.filter((model) => model.version === version);
  return version === undefined || chosen.length === 0 ? reader.models : chosen;
}

/**
 * Merges the tables of several definitions. First come the columns of the newest definition, then those that
 * only older definitions have. Last come the columns of versions without a definition, as their submissions
 * show them.
 */
export function tablesOfVersions(
  reader: RowReader,
  filter: RowFilter,
  models: readonly FormModel[],
): TableShape[] {
  const defined = joinTables(models.map(tablesOf));
  if (models.length === 0) return tablesOfPaths(reader.storedPaths(filter));
  const known = new Set(models.map((model) => model.version));
  const undefinedVersions = (reader.versions?.(filter) ?? []).filter((version) => !known.has(version));
  const own = undefinedVersions.map((version) =>
    tablesOfPaths(pathsWithout(defined, reader.storedPaths({ ...filter, version }))),
  );
  return joinTables([defined, ...own]);
}

/**
 * True when the form or one of its submissions is encrypted. True also when there is neither a definition nor
 * a count, because then it may be encrypted.
 */
export function isEncryptedForm(reader: RowReader, filter: RowFilter, models: readonly FormModel[]): boolean {
  if (models.some((model) => model.publicKey !== null)) return true;
  return reader.anyEncrypted?.(filter) ?? models.length === 0;
}
