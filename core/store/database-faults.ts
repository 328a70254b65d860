import type { Db } from './db.ts';

/**
 * What SQLite's own check finds in a database; nothing when it is whole. It reads every page that holds something, and
 * compares the tables with their indexes. In an encrypted database every page proves itself: one changed byte is an
 * error of SQLite, which this throws. A plain database has no such proof: a byte that changes inside a value, and leaves
 * the page in order, is not found.
 */
export function faultsOf(db: Db): readonly string[] {
  const found = db.pragma('integrity_check') as readonly { readonly integrity_check: string }[];
  return found.map(({ integrity_check }) => integrity_check).filter((text) => text !== 'ok');
}
