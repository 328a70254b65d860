import { EXIT, spec } from './spec.ts';

/** Writing tables into a PostgreSQL database. None of the texts has anything that the server said. */
export const exportPostgresProblems = {
  'export.postgres_address': spec({
    details: { reason: ['none', 'form', 'password', 'mode', 'unprotected', 'certificate', 'schema'] },
    sentence:
      '{reason, select, none {The address of the PostgreSQL database is missing.} password {The address of the database has a password in it, where other programs on this computer can read it.} mode {The sslmode in the address of the database is not one that Attaché has.} unprotected {The address of the database asks for a connection that others on the network could read.} certificate {The file with the certificates (sslrootcert) cannot be read.} schema {The name of the schema is not one that PostgreSQL can have.} other {The address of the PostgreSQL database is not one that Attaché can read.}}',
    action: {
      window:
        '{reason, select, password {Leave the password out, and type it in its own field.} mode {Use verify-full, which is the default, or verify-ca.} unprotected {Choose a protected connection. For a server with certificates of its own, choose the file of its authority. Only a server on this computer may be used without.} certificate {Choose a PEM file.} schema {Use a name of at most 63 bytes, not one of PostgreSQL’s own.} other {Write it as postgresql://user@host/database.}}',
      command:
        '{reason, select, password {Leave the password out, and give it in an environment variable (--password-env).} mode {Use verify-full, which is the default, or verify-ca.} unprotected {Leave sslmode out. For a server with certificates of its own, give the file of its authority with sslrootcert. Only a server on this computer may be used without.} certificate {Give the path of a PEM file.} schema {Use a name of at most 63 bytes, not one of PostgreSQL’s own.} other {Write it as postgresql://user@host/database.}}',
    },
    retry: false,
    exit: EXIT.usage,
  }),
  'export.postgres_unreachable': spec({
    details: { host: 'text', port: 'number', reason: ['host', 'refused', 'silent'] },
    sentence:
      '{reason, select, host {There is no computer with the name {host}.} refused {The computer {host} accepts no connection at port {port}.} other {No PostgreSQL server answers at {host}, port {port}.}}',
    action:
      '{reason, select, host {Check how the name is written, and that this computer is online.} other {Check the address, and that the server runs and accepts connections from this computer.}}',
    retry: true,
    exit: EXIT.export,
  }),
  'export.postgres_untrusted': spec({
    details: { host: 'text', reason: ['none', 'name', 'expired', 'notYet', 'authority'] },
    sentence:
      '{reason, select, none {The PostgreSQL server at {host} does not protect its connections: it has no TLS.} name {The certificate of the PostgreSQL server at {host} is for another name.} expired {The certificate of the PostgreSQL server at {host} has expired.} notYet {The certificate of the PostgreSQL server at {host} is not valid yet.} other {The certificate of the PostgreSQL server at {host} is from an authority that this computer does not know.}} Attaché sent nothing.',
    action: {
      window:
        '{reason, select, none {Ask the people who run the server to turn on TLS.} name {Use the name that the certificate is for.} expired {Check the date of this computer. If it is right, ask the people who run the server for a new certificate.} notYet {Check the date and time of this computer: they are probably wrong.} other {Ask the people who run the server for the file of their certificate authority, and choose it as the certificate.}}',
      command:
        '{reason, select, none {Ask the people who run the server to turn on TLS.} name {Use the name that the certificate is for.} expired {Check the date of this computer. If it is right, ask the people who run the server for a new certificate.} notYet {Check the date and time of this computer: they are probably wrong.} other {Ask the people who run the server for the file of their certificate authority, and give it with sslrootcert in the address.}}',
    },
    retry: false,
    exit: EXIT.export,
  }),
  'export.postgres_refused': spec({
    details: {
      host: 'text',
      reason: ['login', 'database', 'old', 'encoding', 'connections', 'full', 'permission'],
    },
    sentence:
      '{reason, select, login {The PostgreSQL server at {host} does not accept this user and password.} database {The PostgreSQL server at {host} does not have this database.} old {The PostgreSQL server at {host} is older than version 9.5.} encoding {The database at {host} cannot hold some characters of the answers, because its encoding is not UTF8.} connections {The PostgreSQL server at {host} has no connection free.} full {The disk of the PostgreSQL server at {host} is full.} other {The PostgreSQL server at {host} does not let this user make or change these tables.}} Nothing was changed.',
    action: {
      window:
        '{reason, select, login {Check the user and the password.} database {Check the name of the database, or have it made.} old {Ask the people who run the server for a newer version.} encoding {Use a database with the encoding UTF8.} connections {Try again later, or ask the people who run the server for more connections.} full {Ask the people who run the server for room.} other {Ask the people who run the server for the right to make tables in this schema (CREATE), and to read and change those that are there (SELECT, INSERT, UPDATE, DELETE, REFERENCES).}}',
      command:
        '{reason, select, login {Check the user in the address, and the password in the environment variable.} database {Check the name of the database in the address, or have it made.} old {Ask the people who run the server for a newer version.} encoding {Use a database with the encoding UTF8.} connections {Try again later, or ask the people who run the server for more connections.} full {Ask the people who run the server for room.} other {Ask the people who run the server for the right to make tables in this schema (CREATE), and to read and change those that are there (SELECT, INSERT, UPDATE, DELETE, REFERENCES).}}',
    },
    retry: false,
    exit: EXIT.export,
  }),
  'export.postgres_lost': spec({
    details: { host: 'text', when: ['before', 'end'] },
    sentence:
      '{when, select, end {The connection to the PostgreSQL server at {host} broke while it confirmed the export. The rows may be there.} other {The connection to the PostgreSQL server at {host} broke. Nothing was changed there.}}',
    action: 'Export again when the server can be reached.',
    retry: true,
    exit: EXIT.export,
  }),
  'export.postgres_busy': spec({
    details: { schema: 'text' },
    sentence:
      'Another program uses the tables in the schema {schema}, and did not let go of them within a minute. Nothing was changed.',
    action: 'Export again when it has finished.',
    retry: true,
    exit: EXIT.export,
  }),
  'export.postgres_table': spec({
    details: { table: 'text', reason: ['notOurs', 'notOwner', 'used', 'noKey', 'wide'] },
    sentence:
      '{reason, select, notOurs {The table {table} is there already, and Attaché has not made it of this form.} notOwner {The table {table} belongs to another user of the database. Only that user may replace it, add columns to it, or note that another workspace has rows in it.} used {Views or other objects depend on the table {table}, so it cannot be replaced.} noKey {The table {table} has no primary key, so its rows cannot be updated.} other {A row of the table {table} is too wide for PostgreSQL.}} Nothing was changed.',
    action: {
      window:
        '{reason, select, notOurs {Choose another schema, or remove or rename the table.} notOwner {Sign in as that user, or choose another schema. Or ask the people who run the server for a role that owns the tables and has both users as members (ALTER TABLE … OWNER TO).} used {Update the rows instead, or remove what depends on it.} noKey {Replace the tables.} other {Replace the tables: Attaché then spreads the columns over several. Or export fewer columns.}}',
      command:
        '{reason, select, notOurs {Choose another schema, or remove or rename the table.} notOwner {Sign in as that user, or choose another schema. Or ask the people who run the server for a role that owns the tables and has both users as members (ALTER TABLE … OWNER TO).} used {Update the rows instead (--mode update), or remove what depends on it.} noKey {Replace the tables (--mode replace).} other {Replace the tables (--mode replace): Attaché then spreads the columns over several. Or export fewer columns.}}',
    },
    retry: false,
    exit: EXIT.export,
  }),
  'export.postgres_column': spec({
    details: { table: 'text', column: 'text', was: 'text', now: 'text' },
    sentence:
      'The column {column} of the table {table} has the type {was}, and the answers of this form have the type {now} now. Nothing was changed.',
    action: {
      window: 'Replace the tables, or export into another schema.',
      command: 'Replace the tables (--mode replace), or export into another schema.',
    },
    retry: false,
    exit: EXIT.export,
  }),
  'export.postgres_keys': spec({
    details: { count: 'number', table: 'text', mode: ['replace', 'update'] },
    sentence:
      '{count, plural, one {# row of the table {table} has the key of another row} other {# rows of the table {table} have the key of another row}}{mode, select, update {, so rows cannot be updated by their key. Nothing was changed.} other {. All rows are there, and the table has no primary key.}}',
    action: {
      window:
        '{mode, select, update {Replace the tables.} other {Look at these rows: several submissions have the same instance ID.}}',
      command:
        '{mode, select, update {Replace the tables (--mode replace).} other {Look at these rows: several submissions have the same instance ID.}}',
    },
    retry: false,
    exit: EXIT.export,
  }),
  'export.postgres_removed': spec({
    details: { count: 'number', table: 'text' },
    sentence:
      '{count, plural, one {# row of the table {table} was removed, with its repeats: its submission is no longer in this workspace, or no longer part of what is exported.} other {# rows of the table {table} were removed, with their repeats: their submissions are no longer in this workspace, or no longer part of what is exported.}}',
    action: 'An export of some submissions only, for example of a few days, removes no rows.',
    retry: false,
    exit: EXIT.export,
  }),
  'export.postgres_others': spec({
    details: { count: 'number', table: 'text' },
    sentence:
      '{count, plural, one {# row of the table {table} is of a submission that this workspace does not have. It stays, because another workspace writes to the table too.} other {# rows of the table {table} are of submissions that this workspace does not have. They stay, because another workspace writes to the table too.}}',
    action: {
      window: 'To have the submissions of this workspace alone, replace the tables, or use another schema.',
      command:
        'To have the submissions of this workspace alone, replace the tables (--mode replace), or use another schema.',
    },
    retry: false,
    exit: EXIT.export,
  }),
  'export.postgres_replaced': spec({
    details: { table: 'text' },
    sentence: 'The table {table} that was replaced had rows of another workspace.',
    action: 'If both workspaces should be in the table, update its rows from each of them.',
    retry: false,
    exit: EXIT.export,
  }),
  'export.postgres_new_only': spec({
    details: {},
    sentence: 'New submissions alone cannot replace the tables: the earlier ones would be gone.',
    action: {
      window: 'Update the rows, or export all submissions.',
      command: 'Update the rows (--mode update), or export all submissions.',
    },
    retry: false,
    exit: EXIT.usage,
  }),
  'export.postgres_failed': spec({
    details: { host: 'text', code: 'text' },
    sentence: 'The PostgreSQL server at {host} ended the export with the error {code}. Nothing was changed.',
    action:
      'Look up the code in PostgreSQL’s list of error codes, or show it to the people who run the server.',
    retry: false,
    exit: EXIT.export,
  }),
};
