import { FOLDER_MARK } from '../model/source-name.ts';
import { rowOf } from './readable.ts';

/**
 * Whether a listing `l` is from a server. Something that is missing from a folder does not count as deleted.
 */
export const AT_SERVER = `l.source <> '' AND l.source NOT GLOB '${FOLDER_MARK}*'
  AND l.source NOT IN (SELECT name FROM server WHERE kind = 'folder')`;

/**
 * Whether a listing `l` is gone. It is not gone when its list has the same submission under another name,
 * because of an edit: then the pulled copy is only older (`SubmissionRef.family`).
 */
const IS_GONE = `(l.is_gone = 1 AND NOT EXISTS (SELECT 1 FROM listed n INDEXED BY listed_family
  WHERE n.source = l.source AND n.form_id = l.form_id AND n.family = l.family AND n.family <> '' AND n.is_gone = 0))`;

/** The values that `onServer` returns. */
export const ON_SERVER = { deleted: 0, listed: 1, unlisted: 2 } as const;

/**
 * Whether the servers have a submission. Takes the alias of a row of `submission`, which may be any of its
 * versions. 1: a server lists a version of it. 0: a server listed it, and it was deleted there. 2: a server
 * listed it and no longer does for this account; the server may still have it. NULL: no server is known to
 * have listed it.
 */
export const onServer = (alias: string): string => `(SELECT
  CASE min(${IS_GONE}) WHEN 0 THEN ${ON_SERVER.listed} WHEN 1 THEN ${ON_SERVER.unlisted} * (max(l.is_hidden) = 1) END
  FROM listed l
  WHERE ${AT_SERVER} AND l.submission_id IN (SELECT ${rowOf(`${alias}.id`)}
    UNION ALL SELECT v.id FROM submission v INDEXED BY submission_versions
    WHERE v.row_id IS NOT NULL AND v.row_id = ${rowOf(`${alias}.id`)}))`;

/**
 * Rows for which `onServer` has this value. Starts from the refs that are gone, which are few, and not from
 * all submissions.
 */
const goneIds = (state: number): string => `SELECT DISTINCT s.id FROM listed g INDEXED BY listed_gone
    CROSS JOIN submission s ON s.id = ${rowOf('g.submission_id')}
  WHERE g.is_gone = 1 AND g.submission_id IS NOT NULL AND ${onServer('s')} = ${state}`;

/** The rows that were deleted on their servers. */
export const DELETED_IDS = goneIds(ON_SERVER.deleted);

/** The rows that no server lists any more for the accounts used here, and that the servers may still have. */
export const UNLISTED_IDS = goneIds(ON_SERVER.unlisted);
