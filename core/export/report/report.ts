import type { NotedCells } from '../cell-notes.ts';
import type { TableRows } from '../file-rows.ts';

/**
 * What is said beside an export about how it was made. It names files, columns, counts and instance IDs, and
 * never an answer.
 */
export interface WrittenReport {
  readonly kind: typeof KIND;
  /** The form of this document. A change that breaks readers gets another number. */
  readonly reportVersion: 1;
  /** The version of Attaché. */
  readonly attache: string;
  /**
   * How the names of its files begin: the form's title, or the file name that the user asked for. For a server,
   * the form ID.
   */
  readonly base: string;
  /** The first file of the export, or the name of the form where there are no files. */
  readonly main: string;
  readonly form: { readonly id: string; readonly title: string; readonly versions: readonly string[] };
  /** The word for the format on the command line. */
  readonly format: string;
  /** ISO 8601. */
  readonly started: string;
  readonly ended: string;
  /** What the user asked for. Options that are not here have their defaults. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly submissions: SubmissionCounts;
  readonly files: readonly ReportedFile[];
  /** The attached files in the folder `media`. They are not listed, because answers name them. */
  readonly media: { readonly files: number; readonly bytes: number };
  /** Cells that Attaché wrote in another way than their column has it. */
  readonly cells: readonly NotedCells[];
  readonly problems: readonly ReportedProblem[];
  readonly notes: readonly ReportedProblem[];
  /** What steps before the format did: corrections, and what makes an export de-identified. */
  readonly steps: readonly ReportedStep[];
}

export const KIND = 'attache-export-report';

/** `here = written + alreadyThere + failed + notReadable + filteredOut`. */
export interface SubmissionCounts {
  /** All submissions of the form in the workspace: each edited one once, unless every version is written. */
  readonly here: number;
  readonly written: number;
  /** They had their rows in the file before. */
  readonly alreadyThere: number;
  /** A bug in Attaché stopped them. */
  readonly failed: number;
  /** They match the filter, and could not be decrypted or read. */
  readonly notReadable: number;
  /** The same by the first problem of each. */
  readonly notReadableBecause: Readonly<Record<string, number>>;
  /** The filter did not select them. */
  readonly filteredOut: number;
  /** Part of `filteredOut`: deleted on their servers, and left out as the user asked. */
  readonly deletedLeftOut: number;
}

export interface ReportedFile {
  readonly file: string;
  readonly rows: number;
  readonly tables?: readonly TableRows[];
  /** True for a file that has no rows, because it says how to use the others. */
  readonly isGuide?: true;
  /** Null when its rows went to a server. */
  readonly bytes: number | null;
  /** SHA-256, hex; null when its rows went to a server. */
  readonly sha256: string | null;
}

export interface ReportedProblem {
  readonly code: string;
  readonly message: string;
}

/** What a step between the workspace and the format did. */
export interface ReportedStep {
  readonly step: string;
  /** For programs. */
  readonly facts: Readonly<Record<string, unknown>>;
  /** For people: one sentence per line. */
  readonly lines: readonly string[];
}
