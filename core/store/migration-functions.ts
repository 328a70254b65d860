import type Database from 'better-sqlite3';
import { isOfNoSigner } from '../envelope/signs.ts';
import { parseXml, XmlError } from '../xml/xml.ts';

/** What migrations ask of stored documents, as functions of this one connection. Nothing that stays in the file uses them. */
export function addMigrationFunctions(db: Database.Database): void {
  db.function('is_of_no_signer', { deterministic: true }, (manifest: unknown) => {
    if (!(manifest instanceof Uint8Array)) return 0;
    try {
      return isOfNoSigner(parseXml(manifest)) ? 1 : 0;
    } catch (error) {
      if (error instanceof XmlError) return 0;
      throw error;
    }
  });
}
