/**
 * What makes a submission readable, over an alias `s` of the table `submission`: it was decrypted or never
 * encrypted, and its answers were read. Every count and list of unreadable ones uses this, so that all of
 * them agree.
 */
export const IS_NOT_READABLE = 's.record_count = 0';
/**
 * Whether a row of `submission` is the current version of its submission (`versions.ts`). Takes the alias of
 * the row. Reads a small index. A query over an index with `row_id` uses `row_id IS NULL` instead.
 */
export const isRow = (alias: string): string =>
  `NOT EXISTS (SELECT 1 FROM submission e INDEXED BY submission_earlier
    WHERE e.id = ${alias}.id AND e.row_id IS NOT NULL)`;
/** The id of the row that is the current version of a submission. Takes the id of any of its versions. */
export const rowOf = (id: string): string =>
  `ifnull((SELECT e.row_id FROM submission e INDEXED BY submission_earlier
    WHERE e.id = ${id} AND e.row_id IS NOT NULL), ${id})`;
/** The submission has a problem. In a readable submission, that is a warning. */
export const HAS_PROBLEM = 'EXISTS (SELECT 1 FROM problem p WHERE p.submission_id = s.id)';
/**
 * Problems `p` of submissions that are listed, were tried and could not be downloaded, each with its ref `l`.
 * A ref that is gone from its source does not count. Nor does one with an older copy here: that submission is
 * stored.
 */
export const NOT_STORED = `problem p CROSS JOIN listed l ON l.source = p.source AND l.form_id = p.form_id
  AND l.locator = p.locator AND p.submission_id IS NULL AND l.submission_id IS NULL AND l.is_gone = 0`;
