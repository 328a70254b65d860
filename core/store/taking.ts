import { catalogue } from '../ground/problems/catalogue.ts';
import { STANDING } from './standing.ts';

/**
 * Which of the listed refs a run downloads. `pull`: those that are new, that changed at their source, that
 * lost something in transit, or that lack a part which may have come in the meantime. `retry`: those that
 * failed, are in doubt or lack a file. A retry does not download what was never tried or was left out on
 * purpose.
 */
export type Taking = 'pull' | 'retry';

/** Which refs of one form are downloaded. */
export interface TakingRefs {
  readonly taking: Taking;
  /** A retry also downloads what was never tried, because the list of the form could not be read before. */
  readonly untried?: boolean;
  /** First day (yyyy-MM-dd) on which the server may have received a submission; null is no limit. */
  readonly since: string | null;
  /** Also those that were stored without their media, to get the media. */
  readonly media: boolean;
  /** Also what was not finished in Collect. */
  readonly drafts: boolean;
  /** Also everything that no signature proves, to compare it with the source. */
  readonly unproved: boolean;
  /** Fingerprints of the available keys: a ref in doubt is downloaded again when one of them can judge it. */
  readonly keys: readonly string[];
}

/** Caused in transit or lost here, not at the source. */
const isOnTheWay = (code: string): boolean =>
  code.startsWith('net.') || code === 'source.part_damaged' || code === 'backup.file_lost';
const codes = Object.entries(catalogue);
export const CODES = {
  retryable: JSON.stringify(codes.flatMap(([code, { retry }]) => (retry || isOnTheWay(code) ? [code] : []))),
  /** A missing part may have come in the meantime. A damaged part puts the whole copy in doubt. */
  mayCome: JSON.stringify(
    codes.flatMap(([code, { retry }]) => (retry && !code.startsWith('decrypt.') ? [code] : [])),
  ),
  onTheWay: JSON.stringify(codes.flatMap(([code]) => (isOnTheWay(code) ? [code] : []))),
};

/** Conditions for the first day ('' is no limit): for a ref, and for its submission. */
export const IS_RECENT_REF = "ifnull(l.received_day, '9999') >= @since";
const IS_RECENT = "(s.submitted_day = '1970-01-01' OR s.submitted_day >= @since)";

/**
 * Refs that are not downloaded: a draft where drafts are not wanted, a submission that was set aside, and one
 * that a bug of ours keeps from being stored, unless this is a retry.
 */
export const IS_SET_ASIDE = `(l.is_draft IS 1 AND @drafts = 0 OR EXISTS (SELECT 1 FROM set_aside a
    WHERE a.source = l.source AND a.form_id = l.form_id AND a.locator = l.locator)
  OR (l.submission_id IS NULL AND @taking = 'pull' AND EXISTS (SELECT 1 FROM problem b
    WHERE b.source = l.source AND b.locator = l.locator AND b.form_id IS l.form_id AND b.submission_id IS NULL
      AND b.code = 'submission.unexpected')))`;

/** The key that is needed to tell another copy of a submission from the one that is here; NULL is none. */
const JUDGE = `CASE WHEN s.key_fingerprint IS NOT NULL THEN s.key_fingerprint WHEN s.state = 'sealed' THEN (
    SELECT f.key_fingerprint FROM form f WHERE f.form_id = s.form_id
    ORDER BY f.version IS s.version DESC, f.last_run DESC, f.id DESC LIMIT 1) END`;

/**
 * The refs to download, as six lists: never stored; changed at their source; in doubt, with the key available
 * that can judge them; not proved, if all of these are wanted; with a problem that a download may solve; and
 * stored without their media. Only the fourth reads submissions that are here and whole.
 */
export const PENDING = `
  SELECT l.id FROM listed l INDEXED BY listed_form
  WHERE l.source = @source AND l.form_id = @formId AND l.loose_form IS NULL AND l.is_gone = 0
    AND l.standing < ${STANDING.notReadable} AND (@untried = 1 OR l.standing = ${STANDING.notStored})
    AND ${IS_RECENT_REF} AND NOT ${IS_SET_ASIDE}
  UNION
  SELECT l.id FROM listed l INDEXED BY listed_changed
  WHERE l.source = @source AND l.form_id = @formId AND l.is_gone = 0
    AND l.submission_id IS NOT NULL AND l.stamp IS NOT l.listed_stamp AND NOT ${IS_SET_ASIDE}
    AND (@untried = 1 OR EXISTS (SELECT 1 FROM problem p
      WHERE p.source = l.source AND p.locator = l.locator AND p.submission_id IS NULL))
  UNION
  SELECT l.id FROM listed l INDEXED BY listed_doubt CROSS JOIN submission s ON s.id = l.submission_id
  WHERE l.source = @source AND l.form_id = @formId AND l.doubt IS NOT NULL AND l.is_gone = 0 AND NOT ${IS_SET_ASIDE}
    AND (@taking = 'retry' OR @unproved = 1 OR (l.doubt <> 'sure'
      AND (${JUDGE} IS NULL OR ${JUDGE} IN (SELECT value FROM json_each(@keys)))))
  UNION
  SELECT l.id FROM listed l INDEXED BY listed_form CROSS JOIN submission s ON s.id = l.submission_id
  WHERE @unproved = 1 AND l.source = @source AND l.form_id = @formId AND l.is_gone = 0 AND s.signature <> 'valid'
    AND (s.state <> 'sealed' OR ${JUDGE} IN (SELECT value FROM json_each(@keys)))
    AND ${IS_RECENT} AND NOT ${IS_SET_ASIDE}
  UNION
  SELECT l.id FROM problem p INDEXED BY problem_code CROSS JOIN listed l ON l.submission_id = p.submission_id
    CROSS JOIN submission s ON s.id = p.submission_id
  WHERE p.code IN (SELECT value FROM json_each(@retryable)) AND p.submission_id IS NOT NULL
    AND l.source = @source AND l.form_id = @formId AND l.is_gone = 0 AND ${IS_RECENT} AND NOT ${IS_SET_ASIDE}
    AND (@taking = 'retry' OR p.code IN (SELECT value FROM json_each(@onTheWay))
      OR (s.state IN ('incomplete', 'sealed') AND l.listed_stamp = ''
        AND p.code IN (SELECT value FROM json_each(@mayCome))))
  UNION
  SELECT l.id FROM attachment a INDEXED BY attachment_left_out
    CROSS JOIN listed l ON l.submission_id = a.submission_id CROSS JOIN submission s ON s.id = a.submission_id
  WHERE @media = 1 AND @taking = 'pull' AND a.state = 'left-out' AND s.state = 'incomplete'
    AND l.source = @source AND l.form_id = @formId AND l.is_gone = 0 AND ${IS_RECENT} AND NOT ${IS_SET_ASIDE}`;

/** The values that `PENDING` and its like are run with. */
export function bound(
  source: string,
  formId: string,
  { taking, untried, since, media, drafts, unproved, keys }: TakingRefs,
): object {
  return {
    source,
    formId,
    taking,
    untried: taking === 'pull' || untried === true ? 1 : 0,
    since: since ?? '',
    media: media ? 1 : 0,
    drafts: drafts ? 1 : 0,
    unproved: unproved ? 1 : 0,
    keys: JSON.stringify(keys),
    ...CODES,
  };
}
