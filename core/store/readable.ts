/**
 * What makes a submission readable, over an alias `s` of the table `submission`: it was opened, or never encrypted, and
 * its answers were read. Every count and list of readable ones uses these, so that all of them agree.
 */
export const IS_READABLE = 's.record_count > 0';
export const IS_NOT_READABLE = 's.record_count = 0';
/** There is something to know about it. A readable submission of which this is true has a warning. */
export const HAS_PROBLEM = 'EXISTS (SELECT 1 FROM problem p WHERE p.submission_id = s.id)';
/**
 * Problems `p` with the ref `l` that each is about: listed, tried, and not fetched. What is gone from its source meanwhile
 * is nowhere, and what is here in an older copy is here.
 */
export const NOT_STORED = `problem p CROSS JOIN listed l ON l.source = p.source AND l.form_id = p.form_id
  AND l.locator = p.locator AND p.submission_id IS NULL AND l.submission_id IS NULL AND l.is_gone = 0`;
