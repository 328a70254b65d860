import { instanceIdTexts, readManifest } from '../../envelope/manifest.ts';
import { isOfNoSigner } from '../../envelope/signs.ts';
import { parseXml, type XmlElement, XmlError } from '../../ground/xml/xml.ts';
import type { Db } from '../db.ts';

/** What migrations ask of stored documents, as functions of this one connection. Nothing that stays in the file uses them. */
export function addMigrationFunctions(db: Db): void {
  const ask = (name: string, question: (root: XmlElement) => boolean): void => {
    db.function(name, { deterministic: true }, (manifest: unknown) => {
      if (!(manifest instanceof Uint8Array)) return 0;
      try {
        return question(parseXml(manifest)) ? 1 : 0;
      } catch (error) {
        if (error instanceof XmlError) return 0;
        throw error;
      }
    });
  };
  ask('is_of_no_signer', isOfNoSigner);
  ask('has_several_id_texts', (root) => {
    const manifest = readManifest(root);
    return manifest !== null && instanceIdTexts(manifest).length > 1;
  });
}
