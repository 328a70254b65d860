import { EXIT, spec } from './spec.ts';

/** Writing tables into a PostgreSQL database. None of the texts has anything that the server said. */
export const exportPostgresProblems = {
  'export.postgres_address': spec({
    details: { reason: ['none', 'form', 'password', 'mode', 'unprotected', 'certificate', 'schema'] },
    sentence:
      '{reason, select, none {The address of the PostgreSQL database is missing.} password {The address of the database has a password in it, where other programs on this computer can read it.} mode {The sslmode in the address of the database is not one that Attaché has.} unprotected {The address of the database asks for a connection that others on the network could read.} certificate {The file with the certificates (sslrootcert) cannot be read.} schema {The name of the schema is not one that PostgreSQL can have.} other {The address of the PostgreSQL database is not one that Attaché can read.}}',
    action: {
      window:
        '{reason, select, password {Leave the password out, and give it in an environment variable.} mode {Use verify-full, which is the default, or verify-ca.} unprotected {Leave sslmode out. For a server with certificates of its own, give the file of its authority with sslrootcert. Only a server on this computer may be used without.} certificate {Give the path of a PEM file.} schema {Use a name of at most 63 bytes, not one of PostgreSQL’s own.} other {Write it as postgresql://user@host/database.}}',
      command:
        '{reason, select, password {Leave the password out, and give it in an environment variable (--password-env).} mode {Use verify-full, which is the default, or verify-ca.} unprotected {Leave sslmode out. For a server with certificates of its own, give the file of its authority with sslrootcert. Only a server on this computer may be used without.} certificate {Give the path of a PEM file.} schema {Use a name of at most 63 bytes, not one of PostgreSQL’s own.} other {Write it as postgresql://user@host/database.}}',
    },
    retry: false,
    exit: EXIT.usage,
  }),
  'export.postgres_unreachable': spec({
    details: { host: 'text', port: 'number' },
    sentence: 'No PostgreSQL server answers at {host}, port {port}.',
    action: 'Check the address, and that the server runs and accepts connections from this computer.',
    retry: true,
    exit: EXIT.export,
  }),
  'export.postgres_untrusted': spec({
    details: { host: 'text' },
    sentence:
      'The PostgreSQL server at {host} has no TLS, or its certificate is not valid for this address. Attaché sent nothing.',
    action:
      'Ask the people who run the server for its certificate authority, and give the file with sslrootcert in the address.',
    retry: false,
    exit: EXIT.export,
  }),
  'export.postgres_refused': spec({
    details: { host: 'text', reason: ['login', 'database', 'permission'] },
    sentence:
      '{reason, select, login {The PostgreSQL server at {host} does not accept this user and password.} database {The PostgreSQL server at {host} does not have this database.} other {The PostgreSQL server at {host} does not let this user make or change these tables.}} Nothing was changed.',
    action:
      '{reason, select, login {Check the user in the address, and the password in the environment variable.} database {Check the name of the database in the address, or have it made.} other {Ask the people who run the server for the right to make tables in this schema (CREATE).}}',
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
    details: { table: 'text', reason: ['notOurs', 'used', 'noKey', 'wide'] },
    sentence:
      '{reason, select, notOurs {The table {table} is there already, and Attaché has not made it of this form.} used {Views or other objects depend on the table {table}, so it cannot be replaced.} noKey {The table {table} has no primary key, so its rows cannot be updated.} other {A row of the table {table} is too wide for PostgreSQL.}} Nothing was changed.',
    action: {
      window:
        '{reason, select, notOurs {Choose another schema, or remove or rename the table.} used {Update the rows instead, or remove what depends on it.} noKey {Replace the tables.} other {Replace the tables: Attaché then spreads the columns over several. Or export fewer columns.}}',
      command:
        '{reason, select, notOurs {Choose another schema, or remove or rename the table.} used {Update the rows instead (--mode update), or remove what depends on it.} noKey {Replace the tables (--mode replace).} other {Replace the tables (--mode replace): Attaché then spreads the columns over several. Or export fewer columns.}}',
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
