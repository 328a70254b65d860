import type { FormModel } from '../model/form.ts';
import type { RowFilter, RowReader } from '../model/rows.ts';
import { joinTables, pathsWithout, type TableShape, tablesOf, tablesOfPaths } from '../xform/shapes.ts';

/**
 * The definitions that an export uses: that of the chosen version, else all, newest first. Where the chosen version's is
 * not at hand, those of the others say more about its columns than its submissions alone.
 */
export function definitionsFor(reader: RowReader, filter: RowFilter): readonly FormModel[] {
  const { version } = filter;
  const chosen = reader.models.filter((model) => model.version === version);
  return version === undefined || chosen.length === 0 ? reader.models : chosen;
}

/**
 * The tables of several definitions in one: the newest one's columns, then those that only older ones have, then those
 * of versions whose definition is not here, as their submissions show them.
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

/** True when the form, or one of its submissions, is encrypted. Without any definition or count it may be. */
export function isEncryptedForm(reader: RowReader, filter: RowFilter, models: readonly FormModel[]): boolean {
  if (models.some((model) => model.publicKey !== null)) return true;
  return reader.anyEncrypted?.(filter) ?? models.length === 0;
}
