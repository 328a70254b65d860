import { rowOf } from './readable.ts';

/** Whether a listing `l` is of a server: what lies in a folder was deleted nowhere when the folder lacks it. */
export const AT_SERVER = `l.source <> '' AND l.source NOT GLOB 'folder:*'
  AND l.source NOT IN (SELECT name FROM server WHERE kind = 'folder')`;

/**
 * Whether the servers have the submission of which a row of `submission`, under that alias, is a version: 1 when one of
 * them lists any version of it; 0 when one listed it once and none does now; NULL when no server was ever seen to list
 * it.
 */
export const onServer = (alias: string): string => `(SELECT 1 - min(l.is_gone) FROM listed l
  WHERE ${AT_SERVER} AND l.submission_id IN (SELECT ${rowOf(`${alias}.id`)}
    UNION ALL SELECT v.id FROM submission v INDEXED BY submission_versions
    WHERE v.row_id IS NOT NULL AND v.row_id = ${rowOf(`${alias}.id`)}))`;

/**
 * The rows that no server lists any more, though one did. Found by the refs that are gone, which are few, and not by
 * looking at what is here.
 */
export const DELETED_IDS = `SELECT DISTINCT s.id FROM listed g INDEXED BY listed_gone
    CROSS JOIN submission s ON s.id = ${rowOf('g.submission_id')}
  WHERE g.is_gone = 1 AND g.submission_id IS NOT NULL AND ${onServer('s')} = 0`;
