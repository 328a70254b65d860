import type { RowFilter } from '../model/rows.ts';
import { onServer } from './on-server.ts';
import { isFrom } from './origins.ts';
import { isRow } from './readable.ts';

/**
 * Which submissions a filter selects, apart from its `ids`. The parameters come from `filterParameters`.
 * Reads only columns of the index for counting, so that counting a million submissions reads no answers.
 */
export const MATCHES = `form_id = @formId
  AND (@anyVersion = 1 OR version IS @version)
  AND submitted_day >= @from AND submitted_day <= @to
  AND (@allVersions = 1 OR ${isRow('submission')})
  AND (@withoutDeleted = 0 OR ${onServer('submission')} IS NOT 0)
  AND (@sources IS NULL OR ${isFrom('submission', '@sources')})
  AND (@export = '' OR NOT EXISTS (SELECT 1 FROM submission x JOIN exported e ON e.content_id = x.content_id
    WHERE x.id = submission.id AND e.export = @export))`;

/**
 * The filter without its condition "only what is new". An exported submission was readable, so the condition
 * changes nothing for unreadable ones; one version too many does no harm. With the condition, every
 * submission would be looked up among the exported ones. A file to which rows are added would also get other
 * columns than its first rows asked for.
 */
export function withoutNew(filter: RowFilter): RowFilter {
  return { ...filter, newSince: undefined };
}

/** The values that `MATCHES` names. */
export function filterParameters(
  formId: string,
  filter: RowFilter,
): Readonly<Record<string, string | number | null>> {
  return {
    formId,
    anyVersion: filter.version === undefined ? 1 : 0,
    version: filter.version ?? null,
    from: filter.from ?? '',
    to: filter.to ?? '9999',
    export: filter.newSince ?? '',
    allVersions: filter.allVersions === true ? 1 : 0,
    withoutDeleted: filter.withoutDeleted === true ? 1 : 0,
    sources: filter.sources === undefined ? null : JSON.stringify(filter.sources),
  };
}
