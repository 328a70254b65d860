import { Problem } from '../../../ground/problem.ts';
import type { TableThere } from './tables-there.ts';
import type { Written } from './written-table.ts';

/**
 * Throws `export.postgres_table` when tables of the form belong to another user of the database, and the export
 * does to them what only their owner may: replace them, or write into their comment that a further workspace has
 * rows there. Without that note, the other workspace would take these rows for its own, and remove them.
 */
export function checkOwners(
  there: ReadonlyMap<string, TableThere>,
  { formId, writer, mode }: Pick<Written, 'formId' | 'writer'> & { readonly mode: 'replace' | 'update' },
): void {
  for (const { name, mark, isOwn } of there.values()) {
    if (mark?.form !== formId || isOwn) continue;
    const isNew = mark.path === '' && mark.part === 1 && writer !== null && !mark.writers.includes(writer);
    if (mode === 'replace' || isNew) throw notOwner(name);
  }
}

/** What is wrong when only the owner of a table may do something to it. */
export function notOwner(table: string): Problem {
  return new Problem('export.postgres_table', { table, reason: 'notOwner' });
}
