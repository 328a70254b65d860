import { standingSql } from '../standing.ts';

/** What the window needs beside: how the refs of each form stand, pulls, keys, export profiles, layouts of tables. */
export const format2 = `
  -- What each source lists, before and after anything of it is pulled, with the user's choices for it.
  CREATE TABLE source_form (
    source TEXT NOT NULL,
    form_id TEXT NOT NULL,
    title TEXT NOT NULL,
    version TEXT,
    counted_at TEXT,
    last_pull_at TEXT,
    is_chosen INTEGER NOT NULL DEFAULT 0,
    settings TEXT,
    PRIMARY KEY (source, form_id)
  ) STRICT, WITHOUT ROWID;

  -- Not in the source's list any more, the last time that it was read to its end.
  ALTER TABLE listed ADD COLUMN is_gone INTEGER NOT NULL DEFAULT 0;
  -- Day (yyyy-MM-dd) on which the server received what was looked at and left out because of a form's first day.
  ALTER TABLE listed ADD COLUMN received_day TEXT;
  CREATE INDEX listed_left_out ON listed (source, form_id, received_day) WHERE received_day IS NOT NULL;
  DROP INDEX listed_submission;
  CREATE INDEX listed_submission ON listed (submission_id, source, form_id);
  -- These find the few refs that are to be fetched again among the many that are not.
  CREATE INDEX listed_changed ON listed (source, form_id) WHERE submission_id IS NOT NULL AND stamp IS NOT listed_stamp;
  CREATE INDEX attachment_left_out ON attachment (submission_id) WHERE state = 'left-out';
  CREATE INDEX problem_code ON problem (code, submission_id);
  ${standingSql}
  -- What was pulled before there was this table.
  INSERT INTO source_form (source, form_id, title, counted_at)
    SELECT source, form_id, ifnull((SELECT title FROM form f WHERE f.form_id = l.form_id ORDER BY f.last_run DESC LIMIT 1),
      form_id), (SELECT max(ended_at) FROM run r WHERE r.source = l.source)
    FROM (SELECT DISTINCT source, form_id FROM listed) l;

  -- One press of "Pull": several runs, one a source.
  CREATE TABLE pull (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    started_at TEXT NOT NULL,
    ended_at TEXT,
    outcome TEXT,
    plan TEXT NOT NULL,
    report TEXT
  ) STRICT;
  ALTER TABLE run ADD COLUMN pull_id INTEGER REFERENCES pull (id);

  -- A submission that the engine ended on: left out until it is asked for.
  CREATE TABLE set_aside (
    source TEXT NOT NULL,
    form_id TEXT NOT NULL,
    locator TEXT NOT NULL,
    PRIMARY KEY (source, form_id, locator)
  ) STRICT, WITHOUT ROWID;

  -- protected_secret is readable by this computer's keychain only.
  CREATE TABLE source_state (
    source TEXT PRIMARY KEY,
    protected_secret TEXT,
    last_test TEXT,
    not_reached TEXT
  ) STRICT, WITHOUT ROWID;

  -- What each key has opened, and how many submissions there are of each version, without reading the wide rows.
  CREATE INDEX submission_key ON submission (key_fingerprint, form_id) WHERE key_fingerprint IS NOT NULL;
  CREATE INDEX submission_version ON submission (form_id, version);

  -- protected_passphrase opens sealed_pem, and is readable by this computer's keychain only.
  ALTER TABLE private_key ADD COLUMN protected_passphrase TEXT;
  ALTER TABLE private_key ADD COLUMN file TEXT;
  ALTER TABLE private_key ADD COLUMN format TEXT;
  ALTER TABLE private_key ADD COLUMN has_copy INTEGER NOT NULL DEFAULT 0;

  CREATE TABLE key_proof (
    fingerprint TEXT NOT NULL,
    source TEXT NOT NULL,
    form_id TEXT NOT NULL,
    proof TEXT NOT NULL,
    tried_at TEXT NOT NULL,
    PRIMARY KEY (fingerprint, source, form_id)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE export_profile (
    name TEXT PRIMARY KEY,
    options TEXT NOT NULL,
    folder TEXT NOT NULL,
    used_at TEXT,
    is_reminded INTEGER NOT NULL DEFAULT 0
  ) STRICT, WITHOUT ROWID;
  ALTER TABLE exported_file ADD COLUMN made_at TEXT;
  ALTER TABLE exported_file ADD COLUMN size INTEGER;
  ALTER TABLE exported_file ADD COLUMN modified_ms INTEGER;

  -- What an export counts before it is begun, without reading answers.
  CREATE INDEX submission_reading ON submission (form_id, id, record_count, version, submitted_day);
  -- The order in which tables of submissions begin, found without looking at the submissions themselves.
  CREATE INDEX submission_readable ON submission (form_id, submitted_ms, id) WHERE record_count > 0;
  -- Days and devices, what a pull has stored, and the few that are not readable, each by an index alone.
  CREATE INDEX submission_device ON submission (form_id, device, submitted_day) WHERE record_count > 0;
  CREATE INDEX submission_run ON submission (run_id);
  CREATE INDEX submission_not_readable ON submission (form_id) WHERE record_count = 0;
  CREATE INDEX record_repeat ON record (submission_id, path) WHERE path <> '';

  CREATE TABLE table_layout (
    form_id TEXT NOT NULL,
    path TEXT NOT NULL,
    layout TEXT NOT NULL,
    PRIMARY KEY (form_id, path)
  ) STRICT, WITHOUT ROWID;
  `;
