import type { RowReader } from '../model/rows.ts';
import { definitionsFor, isEncryptedForm } from './definitions.ts';
import { type ExportOptions, filterOf } from './options.ts';

/** Columns of the main file that come and go by themselves, with what the form holds by now. */
export interface OwnColumns {
  /** One marks drafts: where there are some. */
  readonly hasDrafts: boolean;
  /** One names the sources: where several fill the form, or where it was asked for. */
  readonly hasSources: boolean;
  /** Of the Briefcase profile, one says whether the signature holds: where the form is encrypted. */
  readonly isEncrypted: boolean;
}

/** The columns that an export has by itself. */
export function ownColumns(reader: RowReader, options: ExportOptions): OwnColumns {
  const filter = filterOf(options);
  const isTidy = options.profile === 'tidy';
  return {
    hasDrafts: reader.anyDraft?.(filter) === true,
    hasSources: options.sourceColumn ?? (isTidy && reader.hasSeveralSources?.() === true),
    isEncrypted: isTidy || isEncryptedForm(reader, filter, definitionsFor(reader, filter)),
  };
}
