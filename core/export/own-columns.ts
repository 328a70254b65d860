import type { RowReader } from '../model/rows.ts';
import { definitionsFor, isEncryptedForm } from './definitions.ts';
import type { OwnColumns } from './formats/description.ts';
import { descriptionOf } from './formats/descriptions.ts';
import { type ExportOptions, filterOf } from './options.ts';

/** Returns the automatic columns of an export. */
export function ownColumns(reader: RowReader, options: ExportOptions): OwnColumns {
  const filter = filterOf(options);
  const comes = descriptionOf(options.format).ownColumns;
  return {
    ...(reader.isDeidentified === true ? { isDeidentified: true } : {}),
    hasDrafts: comes.includes('hasDrafts') && reader.anyDraft?.(filter) === true,
    hasSources:
      options.sourceColumn ?? (comes.includes('hasSources') && reader.hasSeveralSources?.() === true),
    isEncrypted:
      !comes.includes('isEncrypted') || isEncryptedForm(reader, filter, definitionsFor(reader, filter)),
  };
}
