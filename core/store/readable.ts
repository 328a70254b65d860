/**
 * What makes a submission readable, over an alias `s` of the table `submission`: it was opened, or never encrypted, and
 * its answers were read. Every count and list of readable ones uses these, so that all of them agree.
 */
export const IS_READABLE = 's.record_count > 0';
export const IS_NOT_READABLE = 's.record_count = 0';
/** There is something to know about it. A readable submission of which this is true has a warning. */
export const HAS_PROBLEM = 'EXISTS (SELECT 1 FROM problem p WHERE p.submission_id = s.id)';
