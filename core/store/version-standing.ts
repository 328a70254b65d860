import { HAS_PROBLEM, IS_NOT_READABLE, rowOf } from './readable.ts';
import { LOOSE_FORM, MARK_TWINS } from './standing.ts';

/**
 * The standing (`standing.ts`) of a row of `listed`. A ref to a stored submission has the standing of that
 * submission's current version, so that refs to all its versions count the same.
 */
export const STANDS = `CASE WHEN listed.submission_id IS NULL THEN EXISTS (SELECT 1 FROM problem p
    WHERE p.submission_id IS NULL AND p.source = listed.source AND p.locator = listed.locator
      AND p.form_id = listed.form_id)
  ELSE (SELECT CASE WHEN ${IS_NOT_READABLE} THEN 2 WHEN ${HAS_PROBLEM} THEN 4 ELSE 3 END
    FROM submission s WHERE s.id = ${rowOf('listed.submission_id')}) END`;

// All refs to versions of an edited submission are twins as well: whoever settles which of them is the row marks them.
const STAND_AGAIN = `UPDATE listed SET standing = ${STANDS}, loose_form = ${LOOSE_FORM} WHERE id = NEW.id;`;

/** Updates the refs to the submission with this id, and to the versions of which it is the row. */
const standingOf = (id: string, condition: string): string => `
    UPDATE listed SET standing = ${STANDS} WHERE submission_id = ${id}${condition};
    UPDATE listed SET standing = ${STANDS}
      WHERE submission_id IN (SELECT id FROM submission WHERE row_id = ${id})${condition};`;

/** The triggers that keep `listed.standing`. They replace earlier triggers, which did not know versions. */
export const versionStandingSql = `
  DROP TRIGGER listed_come;
  DROP TRIGGER listed_moved;
  DROP TRIGGER submission_read;
  DROP TRIGGER problem_come;
  DROP TRIGGER problem_gone;
  CREATE TRIGGER listed_come AFTER INSERT ON listed WHEN NEW.submission_id IS NOT NULL BEGIN
    ${STAND_AGAIN}
    ${MARK_TWINS}
  END;
  CREATE TRIGGER listed_moved AFTER UPDATE OF submission_id ON listed
  WHEN NEW.submission_id IS NOT OLD.submission_id BEGIN
    ${STAND_AGAIN}
    ${MARK_TWINS}
  END;
  CREATE TRIGGER submission_read AFTER UPDATE OF record_count ON submission BEGIN
    ${standingOf('NEW.id', '')}
  END;
  CREATE TRIGGER problem_come AFTER INSERT ON problem BEGIN
    ${standingOf('NEW.submission_id', ' AND standing = 3')}
    UPDATE listed SET standing = 1 WHERE NEW.submission_id IS NULL AND submission_id IS NULL
      AND source = NEW.source AND form_id = NEW.form_id AND locator = NEW.locator;
  END;
  CREATE TRIGGER problem_gone AFTER DELETE ON problem BEGIN
    ${standingOf('OLD.submission_id', ' AND standing = 4')}
    UPDATE listed SET standing = ${STANDS} WHERE OLD.submission_id IS NULL AND submission_id IS NULL
      AND source = OLD.source AND form_id = OLD.form_id AND locator = OLD.locator;
  END;
  -- What no row stands for any more stands for itself, until it is settled again.
  CREATE TRIGGER submission_gone AFTER DELETE ON submission BEGIN
    UPDATE submission SET row_id = NULL WHERE row_id = OLD.id;
  END;
`;
