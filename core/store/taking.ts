import { catalogue } from '../problem.ts';
import { STANDING } from './standing.ts';

/**
 * Which of the listed refs a run takes: `pull` those that are new, changed at their source, of which something was lost
 * on the way, or which lack a part that may have come meanwhile; `retry` also those with any other problem that fetching
 * again may solve.
 */
export type Taking = 'pull' | 'retry';

/** What of one form's refs is taken. */
export interface TakingRefs {
  readonly taking: Taking;
  /** First day (yyyy-MM-dd) by the date that the server received it; null is all. */
  readonly since: string | null;
  /** Also those that were stored without their media, for the sake of these. */
  readonly media: boolean;
  /** Fingerprints of the keys at hand: what one of them has opened, and a newer copy may make whole, is taken again. */
  readonly keys: readonly string[];
}

/** What the way is to blame for rather than what the source has: no server takes a document that is none. */
const isOnTheWay = (code: string): boolean =>
  code.startsWith('net.') || code === 'source.part_damaged' || code === 'submission.xml_invalid';
const codes = Object.entries(catalogue);
const CODES = {
  retryable: JSON.stringify(codes.flatMap(([code, { retry }]) => (retry || isOnTheWay(code) ? [code] : []))),
  onTheWay: JSON.stringify(codes.flatMap(([code]) => (isOnTheWay(code) ? [code] : []))),
};

/** By the first day that is asked for ('' is any), of a ref and of the submission behind it. */
export const IS_RECENT_REF = "ifnull(l.received_day, '9999') >= @since";
const IS_RECENT = "(s.submitted_day = '1970-01-01' OR s.submitted_day >= @since)";

export const IS_SET_ASIDE = `EXISTS (SELECT 1 FROM set_aside a
  WHERE a.source = l.source AND a.form_id = l.form_id AND a.locator = l.locator)`;

/**
 * The refs that are to be fetched, as five lists: never stored; changed at their source; to be judged by a key that is
 * at hand; with a problem that fetching may solve; and stored without their media. None of them walks over what is here
 * and whole.
 */
export const PENDING = `
  SELECT l.id FROM listed l INDEXED BY listed_form
  WHERE l.source = @source AND l.form_id = @formId AND l.loose_form IS NULL AND l.is_gone = 0
    AND l.standing < ${STANDING.notReadable} AND ${IS_RECENT_REF} AND NOT ${IS_SET_ASIDE}
  UNION
  SELECT l.id FROM listed l INDEXED BY listed_changed
  WHERE l.source = @source AND l.form_id = @formId AND l.is_gone = 0
    AND l.submission_id IS NOT NULL AND l.stamp IS NOT l.listed_stamp AND NOT ${IS_SET_ASIDE}
  UNION
  SELECT l.id FROM listed l INDEXED BY listed_again CROSS JOIN submission s ON s.id = l.submission_id
  WHERE l.source = @source AND l.form_id = @formId AND l.again_with_key = 1 AND l.is_gone = 0
    AND s.key_fingerprint IN (SELECT value FROM json_each(@keys)) AND NOT ${IS_SET_ASIDE}
  UNION
  SELECT l.id FROM problem p INDEXED BY problem_code CROSS JOIN listed l ON l.submission_id = p.submission_id
    CROSS JOIN submission s ON s.id = p.submission_id
  WHERE p.code IN (SELECT value FROM json_each(@retryable)) AND p.submission_id IS NOT NULL
    AND l.source = @source AND l.form_id = @formId AND l.is_gone = 0 AND ${IS_RECENT} AND NOT ${IS_SET_ASIDE}
    AND (@taking = 'retry' OR p.code IN (SELECT value FROM json_each(@onTheWay))
      OR (s.state IN ('incomplete', 'sealed') AND l.listed_stamp = ''))
  UNION
  SELECT l.id FROM attachment a INDEXED BY attachment_left_out
    CROSS JOIN listed l ON l.submission_id = a.submission_id CROSS JOIN submission s ON s.id = a.submission_id
  WHERE @media = 1 AND a.state = 'left-out' AND s.state = 'incomplete'
    AND l.source = @source AND l.form_id = @formId AND l.is_gone = 0 AND ${IS_RECENT} AND NOT ${IS_SET_ASIDE}`;

/** The values that `PENDING` and its like are run with. */
export function bound(source: string, formId: string, { taking, since, media, keys }: TakingRefs): object {
  return {
    source,
    formId,
    taking,
    since: since ?? '',
    media: media ? 1 : 0,
    keys: JSON.stringify(keys),
    ...CODES,
  };
}
