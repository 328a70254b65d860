/** What of a form can be chosen for an export. */
export interface ExportForm {
  readonly title: string;
  /** Form languages, the default one first; empty when the form has no translations. */
  readonly languages: readonly string[];
  /** Of the submissions here; '' is "no version". */
  readonly versions: readonly string[];
  /** Of the submissions here: servers with their projects, and folders. */
  readonly sources: readonly string[];
  /** The submissions first (`path` ''), then each repeat, with the answers of each. */
  readonly tables: readonly {
    readonly path: string;
    readonly label: string;
    readonly columns: readonly { readonly path: string; readonly label: string }[];
  }[];
}

/** A file that an export would write. */
export interface PlannedFile {
  readonly file: string;
  /** null when unknown: an audit file's, before the logs are read. */
  readonly rows: number | null;
  readonly columns: number;
  /** Bytes, about; null when unknown. */
  readonly bytes: number | null;
  readonly existing: null | {
    readonly bytes: number;
    readonly modifiedAt: string;
    readonly isOurs: boolean;
    /** ID of the form whose rows it has, where an export of another form has made it. */
    readonly otherForm: string | null;
    /** When Attaché wrote it, where it did. Set and not ours: it was changed since. */
    readonly madeAt: string | null;
  };
}

/** What an export would write. `here = exported + notReadable + filteredOut`. */
export interface PlannedExport {
  readonly folder: string;
  readonly files: readonly PlannedFile[];
  /** True when files may come into `media`. */
  readonly hasMedia: boolean;
  readonly here: number;
  readonly exported: number;
  readonly notReadable: number;
  readonly filteredOut: number;
  /** Where the list of what is left out will be written; null when nothing is. */
  readonly notExportedFile: string | null;
}
