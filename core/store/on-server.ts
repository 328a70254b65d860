import { FOLDER_MARK } from '../model/source-name.ts';
import { rowOf } from './readable.ts';

/** Whether a listing `l` is of a server: what lies in a folder was deleted nowhere when the folder lacks it. */
export const AT_SERVER = `l.source <> '' AND l.source NOT GLOB '${FOLDER_MARK}*'
  AND l.source NOT IN (SELECT name FROM server WHERE kind = 'folder')`;

/**
 * Whether a listing `l` is gone. One whose list gives the submission under another name meanwhile, because it was edited,
 * is not: what was pulled of it is only older (`SubmissionRef.family`).
 */
const IS_GONE = `(l.is_gone = 1 AND NOT EXISTS (SELECT 1 FROM listed n INDEXED BY listed_family
  WHERE n.source = l.source AND n.form_id = l.form_id AND n.family = l.family AND n.family <> '' AND n.is_gone = 0))`;

/** What `onServer` gives. */
export const ON_SERVER = { deleted: 0, listed: 1, unlisted: 2 } as const;

/**
 * Whether the servers have the submission of which a row of `submission`, under that alias, is a version: 1 when one of
 * them lists any version of it; 0 when one listed it once and it was deleted there; 2 when one listed it once, and it may
 * be there all the same, no longer listed for this account; NULL when no server was ever seen to list it.
 */
export const onServer = (alias: string): string => `(SELECT
  CASE min(${IS_GONE}) WHEN 0 THEN ${ON_SERVER.listed} WHEN 1 THEN ${ON_SERVER.unlisted} * (max(l.is_hidden) = 1) END
  FROM listed l
  WHERE ${AT_SERVER} AND l.submission_id IN (SELECT ${rowOf(`${alias}.id`)}
    UNION ALL SELECT v.id FROM submission v INDEXED BY submission_versions
    WHERE v.row_id IS NOT NULL AND v.row_id = ${rowOf(`${alias}.id`)}))`;

/** Rows of which `onServer` says that. Found by the refs that are gone, which are few, and not by what is here. */
const goneIds = (state: number): string => `SELECT DISTINCT s.id FROM listed g INDEXED BY listed_gone
    CROSS JOIN submission s ON s.id = ${rowOf('g.submission_id')}
  WHERE g.is_gone = 1 AND g.submission_id IS NOT NULL AND ${onServer('s')} = ${state}`;

/** The rows that were deleted on their servers. */
export const DELETED_IDS = goneIds(ON_SERVER.deleted);

/** The rows that no server lists any more for the accounts that are used here, and that may be there all the same. */
export const UNLISTED_IDS = goneIds(ON_SERVER.unlisted);
