import { HAS_PROBLEM, IS_NOT_READABLE } from './readable.ts';

/**
 * The standing of a listed ref, which triggers keep in `listed.standing`. All forms can be counted by reading
 * one narrow index once, whichever code wrote to the tables.
 */
export const STANDING = {
  /** Not here, never tried. */
  untried: 0,
  /** Not here; tried, with a problem that says why. */
  notStored: 1,
  notReadable: 2,
  readable: 3,
  /** Readable, with a problem. */
  warning: 4,
} as const;

/** SQL for the standing of a row of `listed`. */
const STANDS = `CASE WHEN listed.submission_id IS NULL THEN EXISTS (SELECT 1 FROM problem p
    WHERE p.submission_id IS NULL AND p.source = listed.source AND p.locator = listed.locator AND p.form_id = listed.form_id)
  ELSE (SELECT CASE WHEN ${IS_NOT_READABLE} THEN 2 WHEN ${HAS_PROBLEM} THEN 4 ELSE 3 END
    FROM submission s WHERE s.id = listed.submission_id) END`;

/** The form of a ref whose list names none: the form of its submission. */
export const LOOSE_FORM = `CASE WHEN listed.form_id = '' THEN (SELECT s.form_id FROM submission s WHERE s.id = listed.submission_id) END`;

/** Marks two refs of one form to the same submission permanently: they are counted one by one. */
export const MARK_TWINS = `UPDATE listed SET is_twin = 1
    WHERE submission_id = NEW.submission_id AND source = NEW.source AND form_id = NEW.form_id
      AND EXISTS (SELECT 1 FROM listed o WHERE o.submission_id = listed.submission_id AND o.source = listed.source
        AND o.form_id = listed.form_id AND o.id <> listed.id);`;

const STAND_AGAIN = `UPDATE listed SET standing = ${STANDS}, loose_form = ${LOOSE_FORM} WHERE id = NEW.id;`;

/**
 * The triggers. People open this file with the SQLite of their Python, R or viewer, which reads the whole
 * schema first: no statement in it may need a version newer than 3.37. An `UPDATE` with an alias, in a
 * trigger, needs 3.49.
 */
const TRIGGERS = `
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
    UPDATE listed SET standing = ${STANDS} WHERE submission_id = NEW.id;
  END;
  CREATE TRIGGER problem_come AFTER INSERT ON problem BEGIN
    UPDATE listed SET standing = 4 WHERE submission_id = NEW.submission_id AND standing = 3;
    UPDATE listed SET standing = 1 WHERE NEW.submission_id IS NULL AND submission_id IS NULL
      AND source = NEW.source AND form_id = NEW.form_id AND locator = NEW.locator;
  END;
  CREATE TRIGGER problem_gone AFTER DELETE ON problem BEGIN
    UPDATE listed SET standing = ${STANDS} WHERE submission_id = OLD.submission_id AND standing = 4;
    UPDATE listed SET standing = ${STANDS} WHERE OLD.submission_id IS NULL AND submission_id IS NULL
      AND source = OLD.source AND form_id = OLD.form_id AND locator = OLD.locator;
  END;
`;

/** The columns, the index and the triggers, for a database that may already contain refs. */
export const standingSql = `
  ALTER TABLE listed ADD COLUMN standing INTEGER NOT NULL DEFAULT 0;
  -- The form that the submission itself names, where the list names none.
  ALTER TABLE listed ADD COLUMN loose_form TEXT;
  ALTER TABLE listed ADD COLUMN is_twin INTEGER NOT NULL DEFAULT 0;
  UPDATE listed SET standing = ${STANDS}, loose_form = ${LOOSE_FORM},
    is_twin = submission_id IS NOT NULL AND EXISTS (SELECT 1 FROM listed o
      WHERE o.submission_id = listed.submission_id AND o.source = listed.source AND o.form_id = listed.form_id
        AND o.id <> listed.id);
  CREATE INDEX listed_form ON listed (source, form_id, loose_form, is_gone, standing, is_twin);
  CREATE INDEX listed_twin ON listed (source, form_id, submission_id) WHERE is_twin = 1;
  ${TRIGGERS}
`;

/** The same triggers, to replace earlier ones that older versions of SQLite cannot read. */
export const standingAgainSql = `
  DROP TRIGGER listed_come;
  DROP TRIGGER listed_moved;
  DROP TRIGGER submission_read;
  DROP TRIGGER problem_come;
  DROP TRIGGER problem_gone;
  ${TRIGGERS}
`;
