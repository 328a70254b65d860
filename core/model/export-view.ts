/** What the user can choose for an export of a form. */
export interface ExportForm {
  readonly title: string;
  /** Form languages, the default one first; empty when the form has no translations. */
  readonly languages: readonly string[];
  /** The versions of the submissions here; '' is "no version". */
  readonly versions: readonly string[];
  /** The sources of the submissions here: servers with their projects, and folders. */
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
  /** Its tables, when it is a database with several. Its rows and columns are then those of all of them. */
  readonly tables?: readonly {
    readonly table: string;
    readonly rows: number | null;
    readonly columns: number;
  }[];
  /** True for a file that has no rows, because it says how to use the others. */
  readonly isGuide?: true;
  /** Bytes, about; null when unknown. */
  readonly bytes: number | null;
  readonly existing: null | {
    readonly bytes: number;
    readonly modifiedAt: string;
    readonly isOurs: boolean;
    /** ID of the form whose rows the file has, when it came from an export of another form. */
    readonly otherForm: string | null;
    /** When Attaché wrote the file, or null if it did not. Set and not ours means: changed since. */
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
  /** The file for the list of submissions that are left out; null when none is. */
  readonly notExportedFile: string | null;
}
