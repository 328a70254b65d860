import type { FormatDescription } from '../description.ts';
import type { ChoiceOption, TextOption } from '../option.ts';
import { selectMultiple, typedColumns } from '../shared-options.ts';

/** Where the database is. A password in it is refused: every program on the computer could read it. */
const postgres = {
  kind: 'text',
  isPlace: true,
  offered: {},
  flag: {
    flags: '--postgres <url>',
    help: 'postgresql://user@host/database, without password; TLS is checked (sslrootcert=FILE for an own CA, sslmode=disable only for this computer)',
  },
} as const satisfies TextOption;

const schema = {
  kind: 'text',
  isPlace: true,
  offered: {},
  flag: { flags: '--schema <name>', help: 'schema of the tables; made if it is not there (default: public)' },
} as const satisfies TextOption;

const mode = {
  kind: 'choice',
  isPlace: true,
  values: ['replace', 'update'],
  offered: { replace: 'replace', update: 'update' },
  flag: {
    flags: '--mode <mode>',
    help: 'replace the tables that Attaché has made of the form, or insert and update rows by their key',
  },
} as const satisfies ChoiceOption;

/** Typed tables in a database on a server. */
export const description = {
  id: 'postgres',
  goesTo: 'server',
  help: 'tables in a PostgreSQL database, with types, keys and labels as comments',
  options: {
    postgres,
    schema,
    mode,
    selectMultiple: { ...selectMultiple, default: 'both' },
    ...typedColumns,
  },
  // Drafts are marked always, so that a table keeps its columns.
  ownColumns: ['hasSources'],
} as const satisfies FormatDescription;
