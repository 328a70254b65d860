import { standingAgainSql, standingSql } from './standing.ts';
import { versionStandingSql } from './version-standing.ts';

/**
 * The database's format, one entry a version, never changed once it has been released. All tables are STRICT; the views
 * for people are made anew from the forms (`views.ts`) and are no part of it.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE form (
    id INTEGER PRIMARY KEY,
    form_id TEXT NOT NULL,
    version TEXT,
    sha256 TEXT NOT NULL,
    title TEXT NOT NULL,
    key_fingerprint TEXT,
    xml BLOB NOT NULL,
    last_run INTEGER NOT NULL,
    stored_at TEXT NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX form_content ON form (form_id, sha256);

  CREATE TABLE submission (
    id INTEGER PRIMARY KEY,
    form_id TEXT,
    version TEXT,
    instance_id TEXT,
    content_id TEXT NOT NULL,
    encrypted INTEGER NOT NULL,
    state TEXT NOT NULL,
    signature TEXT NOT NULL,
    repaired TEXT,
    key_fingerprint TEXT,
    signed_digest TEXT,
    submission_date TEXT,
    submitted_ms INTEGER NOT NULL,
    submitted_day TEXT NOT NULL,
    deprecated_id TEXT,
    submitter TEXT,
    device TEXT,
    review_state TEXT,
    xml_file TEXT,
    xml_md5 TEXT,
    record_count INTEGER NOT NULL,
    read_by_form INTEGER NOT NULL,
    stored_at TEXT NOT NULL,
    run_id INTEGER NOT NULL,
    -- Last, so that reading the others does not walk over them.
    manifest BLOB,
    xml BLOB
  ) STRICT;
  CREATE UNIQUE INDEX submission_content ON submission (content_id, ifnull(form_id, ''));
  CREATE INDEX submission_order ON submission (form_id, submitted_ms, ifnull(instance_id, ''), id);
  CREATE INDEX submission_instance ON submission (instance_id);
  CREATE INDEX submission_state ON submission (state, form_id);

  CREATE TABLE record (
    submission_id INTEGER NOT NULL REFERENCES submission (id) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    path TEXT NOT NULL,
    key TEXT NOT NULL,
    parent_key TEXT,
    "values" TEXT NOT NULL,
    repeats TEXT NOT NULL,
    PRIMARY KEY (submission_id, ordinal)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE answer_path (
    form_id TEXT NOT NULL,
    record_path TEXT NOT NULL,
    path TEXT NOT NULL,
    PRIMARY KEY (form_id, record_path, path)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE attachment (
    submission_id INTEGER NOT NULL REFERENCES submission (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    ciphertext_name TEXT,
    state TEXT NOT NULL,
    size INTEGER,
    md5 TEXT,
    file TEXT,
    PRIMARY KEY (submission_id, position)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE ciphertext (
    id INTEGER PRIMARY KEY,
    submission_id INTEGER NOT NULL REFERENCES submission (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    bytes BLOB,
    file TEXT,
    size INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX ciphertext_submission ON ciphertext (submission_id);

  CREATE TABLE problem (
    id INTEGER PRIMARY KEY,
    submission_id INTEGER REFERENCES submission (id) ON DELETE CASCADE,
    form_id TEXT,
    source TEXT,
    locator TEXT,
    code TEXT NOT NULL,
    params TEXT NOT NULL,
    file TEXT,
    run_id INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX problem_submission ON problem (submission_id);
  CREATE INDEX problem_source ON problem (source, locator);

  CREATE TABLE server (
    name TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    settings TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE listed (
    id INTEGER PRIMARY KEY,
    source TEXT NOT NULL,
    form_id TEXT NOT NULL,
    locator TEXT NOT NULL,
    listed_stamp TEXT NOT NULL,
    stamp TEXT,
    submission_id INTEGER REFERENCES submission (id) ON DELETE SET NULL
  ) STRICT;
  CREATE UNIQUE INDEX listed_ref ON listed (source, form_id, locator);
  CREATE INDEX listed_submission ON listed (submission_id);

  CREATE TABLE cursor (
    source TEXT NOT NULL,
    form_id TEXT NOT NULL,
    cursor TEXT NOT NULL,
    PRIMARY KEY (source, form_id)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE run (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    source TEXT NOT NULL,
    started_at TEXT NOT NULL,
    ended_at TEXT,
    outcome TEXT,
    report TEXT
  ) STRICT;

  CREATE TABLE exported (
    export TEXT NOT NULL,
    content_id TEXT NOT NULL,
    PRIMARY KEY (export, content_id)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE exported_file (
    path TEXT PRIMARY KEY
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE private_key (
    fingerprint TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    bits INTEGER NOT NULL,
    sealed_pem TEXT NOT NULL,
    stored_at TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
  `
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
  `,
  `
  -- The server keeps the private key of what was sent to this form (Central's managed encryption).
  ALTER TABLE source_form ADD COLUMN is_key_kept INTEGER NOT NULL DEFAULT 0;
  `,
  `
  -- When the list of this form was last read from its start to its end, and so compared with what is here.
  ALTER TABLE source_form ADD COLUMN compared_at TEXT;
  `,
  `
  -- What the server's list of forms says of each, before anything of it is read: encrypted, and how many submissions.
  ALTER TABLE source_form ADD COLUMN is_encrypted INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE source_form ADD COLUMN server_count INTEGER;
  -- The server also opens what was sent to the form, so that plain submissions are as they should be (Ona).
  ALTER TABLE source_form ADD COLUMN is_opened_there INTEGER NOT NULL DEFAULT 0;
  `,
  `
  -- The fingerprints of the keys that the server keeps, a JSON list, where it says which: a form may have had others.
  ALTER TABLE source_form ADD COLUMN kept_keys TEXT;
  -- What a list said of a ref that is not here yet, and fetching it needs.
  ALTER TABLE listed ADD COLUMN note TEXT;
  `,
  `
  -- Its files came without a checksum, and no key was at hand that would have shown damage.
  ALTER TABLE submission ADD COLUMN is_unchecked INTEGER NOT NULL DEFAULT 0;
  -- To be fetched again when the key that has opened the submission is at hand: only that tells one copy from another.
  ALTER TABLE listed ADD COLUMN again_with_key INTEGER NOT NULL DEFAULT 0;
  CREATE INDEX listed_again ON listed (source, form_id) WHERE again_with_key = 1;
  `,
  `
  -- "Stored" had two meanings; what waits for its key is sealed.
  UPDATE submission SET state = 'sealed' WHERE state = 'stored';
  `,
  `
  -- SQLite up to 3.48, which Python, R and viewers bring, could not read the schema because of these.
  ${standingAgainSql}
  `,
  `
  -- What is not sure of the copy that a ref stands for, and the print of another copy that came and was not taken
  -- (which-copy.ts). It says all that again_with_key said, which is not read any more.
  ALTER TABLE listed ADD COLUMN doubt TEXT;
  ALTER TABLE listed ADD COLUMN rival TEXT;
  UPDATE listed SET doubt = 'waits' WHERE again_with_key = 1;
  UPDATE listed SET doubt = 'suspect' WHERE submission_id IN (
    SELECT s.id FROM submission s WHERE s.signature <> 'valid' AND (s.state = 'failed' OR EXISTS (
      SELECT 1 FROM problem p WHERE p.submission_id = s.id AND (p.code = 'submission.not_encrypted'
        OR (p.code LIKE 'decrypt.%' AND p.code <> 'decrypt.signature_absent')))));
  DROP INDEX listed_again;
  CREATE INDEX listed_doubt ON listed (source, form_id) WHERE doubt IS NOT NULL;
  `,
  `
  -- What waits for a key, form version by form version, by an index alone.
  CREATE INDEX submission_sealed ON submission (form_id, version) WHERE state = 'sealed';
  `,
  `
  -- ODK Web Forms never signs: its submissions are unsigned, and nothing is the matter with them.
  UPDATE submission SET signature = 'unsigned'
    WHERE encrypted = 1 AND signature = 'absent' AND is_of_no_signer(manifest) = 1;
  DELETE FROM problem WHERE code = 'decrypt.signature_absent'
    AND submission_id IN (SELECT id FROM submission WHERE signature = 'unsigned');
  -- Their ciphertext was all kept; whether it stays is settled when their source is next taken from.
  ALTER TABLE ciphertext ADD COLUMN was_unsigned INTEGER NOT NULL DEFAULT 0;
  UPDATE ciphertext SET was_unsigned = 1
    WHERE submission_id IN (SELECT id FROM submission WHERE signature = 'unsigned' AND state = 'decrypted');
  CREATE INDEX ciphertext_was_unsigned ON ciphertext (submission_id) WHERE was_unsigned = 1;
  `,
  `
  -- Whose rows an exported file has, and the main file that it was written with; null for those of before.
  ALTER TABLE exported_file ADD COLUMN form_id TEXT;
  ALTER TABLE exported_file ADD COLUMN main_path TEXT;
  `,
  `
  -- Why a form takes no new submissions, where its server says so: closing, closed, archived.
  ALTER TABLE source_form ADD COLUMN server_state TEXT;
  `,
  `
  -- A plain submission without an instance ID is told apart by where it lies: its content alone, and what its folder or
  -- file is called (moved-copies.ts).
  ALTER TABLE submission ADD COLUMN plain_id TEXT;
  ALTER TABLE submission ADD COLUMN own_name TEXT;
  UPDATE submission SET plain_id = content_id, own_name = (
      SELECT replace(l.locator, rtrim(l.locator, replace(l.locator, '/', '')), '') FROM listed l
      WHERE l.submission_id = submission.id ORDER BY l.id LIMIT 1)
    WHERE encrypted = 0 AND instance_id IS NULL AND state <> 'failed';
  CREATE INDEX submission_placed ON submission (plain_id) WHERE plain_id IS NOT NULL;
  -- Those that were taken for one are fetched again, each by itself.
  UPDATE listed SET submission_id = NULL, stamp = NULL
    WHERE submission_id IN (SELECT id FROM submission WHERE plain_id IS NOT NULL)
      AND EXISTS (SELECT 1 FROM listed o WHERE o.submission_id = listed.submission_id AND o.source = listed.source
        AND o.id < listed.id);
  `,
  `
  -- Answers that were refused for one character, though their signature proves them, and those of an instance ID with
  -- white space at an end, which were opened with the wrong text, are opened again from their kept ciphertext.
  UPDATE submission SET state = 'sealed', signature = 'not-checkable', key_fingerprint = NULL, signed_digest = NULL
    WHERE state = 'failed' AND encrypted = 1 AND record_count = 0
      AND (signature = 'valid' OR has_several_id_texts(manifest) = 1)
      AND id IN (SELECT submission_id FROM problem WHERE code = 'decrypt.answers_damaged')
      AND id IN (SELECT submission_id FROM ciphertext);
  DELETE FROM problem WHERE code LIKE 'decrypt.%'
    AND submission_id IN (SELECT id FROM submission WHERE state = 'sealed');
  `,
  `
  -- The submission that is the row of all versions of it; NULL for that row itself.
  ALTER TABLE submission ADD COLUMN row_id INTEGER;
  -- The instance ID of the first version, where the source or the answers name it and this is another one.
  ALTER TABLE submission ADD COLUMN root_id TEXT;
  -- What the refs to all versions of a submission share at their source, where it says so; '' is their locator.
  ALTER TABLE listed ADD COLUMN family TEXT;
  -- Contents (submission.content_id) that a server gave in the place of others.
  CREATE TABLE succession (
    form_id TEXT NOT NULL,
    earlier TEXT NOT NULL,
    later TEXT NOT NULL,
    PRIMARY KEY (form_id, earlier, later)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX succession_later ON succession (form_id, later);
  CREATE INDEX submission_edit ON submission (deprecated_id) WHERE deprecated_id IS NOT NULL;
  CREATE INDEX submission_root ON submission (root_id) WHERE root_id IS NOT NULL;
  CREATE INDEX submission_of_root ON submission (id, root_id) WHERE root_id IS NOT NULL;
  -- The few that are not the row of their submission.
  CREATE INDEX submission_earlier ON submission (id, row_id) WHERE row_id IS NOT NULL;
  CREATE INDEX submission_versions ON submission (row_id) WHERE row_id IS NOT NULL;
  CREATE INDEX listed_family ON listed (source, form_id, family, id) WHERE family <> '';
  CREATE INDEX listed_gone ON listed (submission_id) WHERE is_gone = 1 AND submission_id IS NOT NULL;
  -- Lists and counts are of rows.
  DROP INDEX submission_reading;
  CREATE INDEX submission_reading ON submission (form_id, id, record_count, version, submitted_day, row_id);
  DROP INDEX submission_readable;
  CREATE INDEX submission_readable ON submission (form_id, submitted_ms, id) WHERE record_count > 0 AND row_id IS NULL;
  DROP INDEX submission_device;
  CREATE INDEX submission_device ON submission (form_id, device, submitted_day) WHERE record_count > 0 AND row_id IS NULL;
  DROP INDEX submission_not_readable;
  CREATE INDEX submission_not_readable ON submission (form_id, row_id) WHERE record_count = 0;
  ${versionStandingSql}
  -- A Central lists an edited submission under the instance ID of its first version.
  UPDATE submission SET root_id = (SELECT substr(l.locator, instr(l.locator, '/') + 1) FROM listed l
      JOIN server v ON v.name = l.source AND v.kind = 'central' WHERE l.submission_id = submission.id LIMIT 1)
    WHERE id IN (SELECT l.submission_id FROM listed l JOIN server v ON v.name = l.source AND v.kind = 'central'
      JOIN submission s ON s.id = l.submission_id
      WHERE s.instance_id IS NOT NULL AND s.instance_id <> substr(l.locator, instr(l.locator, '/') + 1));
  -- Of these it is settled which version is the row, when the database is opened.
  CREATE TABLE to_settle (submission_id INTEGER PRIMARY KEY) STRICT;
  INSERT INTO to_settle SELECT id FROM submission WHERE deprecated_id IS NOT NULL OR root_id IS NOT NULL;
  `,
  `
  -- What reminds of the passphrases of the keys that a server keeps: a JSON object by their fingerprints.
  ALTER TABLE source_form ADD COLUMN key_hints TEXT;
  `,
  `
  -- Files beside forms that choices come from; source_hash is what their source calls the content.
  CREATE TABLE form_media (
    id INTEGER PRIMARY KEY,
    form_id TEXT NOT NULL,
    name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    source_hash TEXT,
    last_run INTEGER NOT NULL,
    stored_at TEXT NOT NULL,
    content BLOB NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX form_media_content ON form_media (form_id, name, sha256);
  `,
  `
  -- What Collect had not finished when its folder was taken: 1 a draft, 0 finished, NULL where nothing says so.
  ALTER TABLE listed ADD COLUMN is_draft INTEGER;
  CREATE INDEX listed_draft ON listed (source, is_draft) WHERE is_draft IS NOT NULL;
  ALTER TABLE submission ADD COLUMN is_draft INTEGER NOT NULL DEFAULT 0;
  CREATE INDEX submission_draft ON submission (form_id) WHERE is_draft = 1;
  `,
  `
  -- Where at its source a submission lies: the name of its project, where a source may have several.
  ALTER TABLE listed ADD COLUMN place TEXT;
  CREATE INDEX listed_place ON listed (source, form_id, place) WHERE place IS NOT NULL;
  -- Of forms that several sources fill: those sources that the user was told of; place '' is none.
  CREATE TABLE told_origin (
    form_id TEXT NOT NULL,
    source TEXT NOT NULL,
    place TEXT NOT NULL,
    PRIMARY KEY (form_id, source, place)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- Of what is gone from a list: 1 where it may be there all the same, and is only not shown to this account any more.
  ALTER TABLE listed ADD COLUMN is_hidden INTEGER NOT NULL DEFAULT 0;
  -- Since when a server lists a form no more; NULL while it does.
  ALTER TABLE source_form ADD COLUMN unlisted_at TEXT;
  -- Earlier versions took all that is gone for deleted. Only an Aggregate shows all of a form or nothing of it; of the
  -- others the next pull finds out.
  UPDATE listed SET is_hidden = 1
    WHERE is_gone = 1 AND source NOT IN (SELECT name FROM server WHERE kind IN ('aggregate', 'folder'));
  CREATE INDEX listed_hidden ON listed (source, form_id, submission_id) WHERE is_hidden = 1;
  `,
  `
  -- What an edited submission that waits for its key was before: its files may be those of one of these manifests.
  CREATE TABLE earlier_manifest (
    submission_id INTEGER NOT NULL REFERENCES submission (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    manifest BLOB NOT NULL,
    replaced_at TEXT,
    PRIMARY KEY (submission_id, position)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- What earlier versions took for deleted stays so (-1) until a list that is read whole tells whether it was.
  DROP INDEX listed_hidden;
  UPDATE listed SET is_hidden = -1 WHERE is_hidden = 1;
  CREATE INDEX listed_hidden ON listed (source, form_id, submission_id) WHERE is_hidden <> 0;
  `,
  `
  -- What answers show of versions without a definition, whatever the definitions of other versions name: in another table.
  INSERT OR IGNORE INTO answer_path
    SELECT DISTINCT s.form_id, r.path, j.key FROM submission s JOIN record r ON r.submission_id = s.id, json_each(r."values") j
    WHERE s.read_by_form = 0 AND s.record_count > 0 AND trim(j.value, char(9, 10, 13, 32)) <> ''
      AND s.form_id IN (SELECT form_id FROM form);
  `,
];
