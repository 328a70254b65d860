/** One cause of problems of a form, as the list of problems has it: its submissions are counted there, each once. */
export interface Cause {
  readonly bucket: 'not-readable' | 'not-stored' | 'warning';
  readonly source: string;
  readonly code: string;
  /** The key that the form asks for, where no key opens these; else ''. */
  readonly fingerprint: string;
}

/** Conditions on the rows of a table. Columns are answer paths, or `@…` for what is known beside the answers. */
export type ViewFilter =
  | { readonly kind: 'is' | 'is-not'; readonly column: string; readonly values: readonly string[] }
  | { readonly kind: 'contains' | 'starts'; readonly column: string; readonly text: string }
  | { readonly kind: 'empty' | 'not-empty'; readonly column: string }
  | {
      readonly kind: 'between';
      readonly column: string;
      readonly from: string | null;
      readonly to: string | null;
    }
  | { readonly kind: 'days'; readonly from: string; readonly to: string }
  | { readonly kind: 'pull'; readonly pullId: number }
  /** Deleted on their servers. */
  | { readonly kind: 'only-here' }
  | { readonly kind: 'unlisted' }
  | ({ readonly kind: 'cause' } & Cause)
  /** Every version of an edited submission, and not its row alone. */
  | { readonly kind: 'all-versions' }
  | { readonly kind: 'parent'; readonly submissionId: number; readonly key: string | null };

/** Which rows a table shows, and in which order. */
export interface TableView {
  readonly formId: string;
  /** undefined is every version; '' is "no version". */
  readonly version?: string | undefined;
  /** '' for the submissions, else the path of a repeat. */
  readonly path: string;
  readonly filters: readonly ViewFilter[];
  readonly search: string;
  readonly sort: readonly { readonly column: string; readonly direction: 'ascending' | 'descending' }[];
}

/** How answers are shown: as recorded, or as labels in one of the form's languages. */
export interface DataWording {
  readonly show: 'labels' | 'values';
  readonly language: string;
}
