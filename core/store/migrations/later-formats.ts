import { standingAgainSql } from '../standing.ts';
import { versionStandingSql } from '../version-standing.ts';

/** The formats after the second, one entry each; a new one comes at the end. */
export const laterFormats: readonly string[] = [
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
  `
  -- Saved options of an export are a preset. What was the language of labels, and whether labels are written, is one:
  -- NULL writes the values.
  ALTER TABLE export_profile RENAME TO export_preset;
  UPDATE export_preset SET options = json_remove(
      json_set(options, '$.labels',
        CASE json_extract(options, '$.choices') WHEN 'labels' THEN json_extract(options, '$.language') END),
      '$.choices', '$.language')
    WHERE CASE WHEN json_valid(options) THEN json_type(options, '$.choices') END IS NOT NULL;
  `,
  `
  -- How the backups of this workspace know it, and the code that opens them: one row.
  CREATE TABLE backup_identity (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    workspace_id TEXT NOT NULL,
    code TEXT,
    is_told INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  `,
  `
  -- The days on which the database opened since its format changed, while a copy of before is beside it.
  CREATE TABLE opened_day (day TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
  `,
  `
  -- In a table without rowids, the inner pages hold whole rows. The rows of answers are long, so that such a table had
  -- three times the pages, and a look for one row read ten of them.
  CREATE TABLE record_by_rowid (
    submission_id INTEGER NOT NULL REFERENCES submission (id) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    path TEXT NOT NULL,
    key TEXT NOT NULL,
    parent_key TEXT,
    "values" TEXT NOT NULL,
    repeats TEXT NOT NULL
  ) STRICT;
  INSERT INTO record_by_rowid
    SELECT submission_id, ordinal, path, key, parent_key, "values", repeats FROM record ORDER BY submission_id, ordinal;
  DROP TABLE record;
  ALTER TABLE record_by_rowid RENAME TO record;
  CREATE UNIQUE INDEX record_of_submission ON record (submission_id, ordinal);
  CREATE INDEX record_repeat ON record (submission_id, path) WHERE path <> '';
  `,
  `
  -- The key under which de-identified exports replace IDs and names: one row, made when it is needed first.
  CREATE TABLE pseudonym_key (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    "key" BLOB NOT NULL
  ) STRICT;
  `,
  `
  -- The passwords of databases that exports go to, readable by this computer's keychain only.
  CREATE TABLE database_login (
    account TEXT PRIMARY KEY,
    protected_secret TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- The order in which answers came that no definition named, and the last definition of their form (form.id) that
  -- was here before: a definition that comes later must not take the names of their columns in exports. Those that
  -- are here already are named after all definitions of now, as before.
  CREATE TABLE path_arrival (
    form_id TEXT NOT NULL,
    record_path TEXT NOT NULL,
    path TEXT NOT NULL,
    after_form INTEGER NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (form_id, record_path, path)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO path_arrival
    SELECT form_id, record_path, path, ifnull((SELECT max(id) FROM form f WHERE f.form_id = a.form_id), 0), 0
    FROM answer_path a;
  `,
  `
  -- The submissions that were read without the definition of their form. Each pull looks for them; most have none.
  CREATE INDEX submission_unread ON submission (form_id, version) WHERE read_by_form = 0 AND record_count > 0;
  `,
  `
  -- The last number of a form, for each answer that comes to it.
  CREATE INDEX path_arrival_number ON path_arrival (form_id, number);
  `,
  `
  -- The ends of random IDs tell submissions apart as well as the whole, and need a third of the pages: \`submission-ids.ts\`.
  DROP INDEX submission_content;
  CREATE INDEX submission_content ON submission (substr(content_id, -12));
  DROP INDEX submission_instance;
  CREATE INDEX submission_instance ON submission (substr(instance_id, -12));
  `,
];
