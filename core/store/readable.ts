/**
 * What makes a submission readable, over an alias `s` of the table `submission`: it was opened, or never encrypted, and
 * its answers were read. Every count and list of unreadable ones uses this, so that all of them agree.
 */
export const IS_NOT_READABLE = 's.record_count = 0';
/**
 * Whether a row of `submission`, under that alias, is the row of its submission, and no other version of it
 * (`versions.ts`). Asks a small index; a query over an index that holds `row_id` asks for `row_id IS NULL` instead.
 */
export const isRow = (alias: string): string =>
  `NOT EXISTS (SELECT 1 FROM submission e INDEXED BY submission_earlier
    WHERE e.id = ${alias}.id AND e.row_id IS NOT NULL)`;
/** The id of the row that stands for the submission of that id: its own, unless it is another version of that. */
export const rowOf = (id: string): string =>
  `ifnull((SELECT e.row_id FROM submission e INDEXED BY submission_earlier
    WHERE e.id = ${id} AND e.row_id IS NOT NULL), ${id})`;
/** There is something to know about it. A readable submission of which this is true has a warning. */
export const HAS_PROBLEM = 'EXISTS (SELECT 1 FROM problem p WHERE p.submission_id = s.id)';
/**
 * Problems `p` with the ref `l` that each is about: listed, tried, and not fetched. What is gone from its source meanwhile
 * is nowhere, and what is here in an older copy is here.
 */
export const NOT_STORED = `problem p CROSS JOIN listed l ON l.source = p.source AND l.form_id = p.form_id
  AND l.locator = p.locator AND p.submission_id IS NULL AND l.submission_id IS NULL AND l.is_gone = 0`;
