/** The first format: forms, submissions with their records, attachments and ciphertext, lists, problems and runs. */
export const format1 = `
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
  `;
