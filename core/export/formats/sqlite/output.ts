import type { OptionsFor } from '../../options.ts';
import type { Output } from '../../sink.ts';
import { type DatabaseFile, keysIn } from './database-file.ts';

/** How many keys show whose file it is. */
const FIRST = 50;

/** Where the rows of an output go. */
interface Place {
  readonly fileName: string;
  readonly table: string;
  readonly columns: readonly string[];
  readonly file: DatabaseFile;
  readonly options: OptionsFor<'sqlite'>;
}

/** Returns an output that is one table of a database. `adding` is called once, when the database is open. */
export function databaseOutput<Row>(
  { fileName, table, columns, file, options }: Place,
  adding: () => (row: Row) => void,
): Output<Row> {
  return {
    file: fileName,
    table,
    columns,
    existing: (path) => file.existing(path),
    firstKeys: (path) => firstKeys(path, options),
    open: (path, isAppended) => {
      const add = opened(file, path, isAppended, adding);
      return {
        add,
        finish: () => file.finish(),
        commit: () => file.commit(path),
        discard: () => file.discard(),
      };
    },
  };
}

/** Opens the file and returns what `adding` gives. On an error, for example of a full disk, nothing is left of it. */
function opened<T>(file: DatabaseFile, path: string, isAppended: boolean, adding: () => T): T {
  try {
    file.open(path, isAppended);
    return adding();
  } catch (error) {
    file.discard();
    throw error;
  }
}

/** Returns the keys of the first submissions in a database; null when it is none of ours. */
export function firstKeys(path: string, { databases }: OptionsFor<'sqlite'>): readonly string[] | null {
  const keys = keysIn(path, databases, FIRST);
  return keys === null ? null : [...keys.keys()];
}
