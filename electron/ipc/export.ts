import { z } from 'zod';
import { type CopiedFolder, day, type Instant, nothing, type ProblemView, placeId, text } from './common.ts';
import { view } from './data.ts';
import { engine } from './request.ts';

/** What core's exports can be told. A format has the options that it knows; the others are left as they are. */
export const exportOptions = z.strictObject({
  formId: z.string().min(1),
  format: z.enum(['tidy', 'briefcase']),
  rows: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('all') }),
    /** Those that the view shows. */
    z.strictObject({ kind: z.literal('view'), view }),
    z.strictObject({ kind: z.literal('new') }),
    z.strictObject({ kind: z.literal('days'), from: day.nullable(), to: day.nullable() }),
  ]),
  /** undefined is every version; '' is "no version". */
  version: z.string().optional(),
  /** Every version of an edited submission has a row. */
  allVersions: z.boolean(),
  /** Leaves out what was deleted on its server. */
  withoutDeleted: z.boolean(),
  /** Only what comes from these, by the names in `ExportForm.sources`; null is all. */
  sources: z.array(z.string().max(4000)).min(1).max(500).nullable(),
  /** A column with the source of each submission; null is as the format has it. */
  sourceColumn: z.boolean().nullable(),
  /** Answer paths; null is all. */
  columns: z.array(text).max(5000).nullable(),
  choices: z.enum(['values', 'labels']),
  language: z.string().max(200),
  names: z.enum(['full', 'leaf', 'shortest']),
  splitSelectMultiples: z.boolean(),
  media: z.boolean(),
  byteOrderMark: z.boolean(),
  separator: z.enum([',', ';', '\t']),
  formulaGuard: z.boolean(),
  /** IANA zone; null is as recorded. */
  timeZone: z.string().max(100).nullable(),
  /** A folder that was chosen; null is the suggested one. */
  placeId: placeId.nullable(),
  fileName: z.string().max(200).nullable(),
  existing: z.enum(['ask', 'number', 'replace']),
});
export type ExportOptions = Readonly<z.infer<typeof exportOptions>>;

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

export interface ExportProfile {
  readonly name: string;
  /** Without the form and the rows of a view: a profile serves every form. */
  readonly options: ExportOptions;
  readonly folder: string;
  readonly usedAt: Instant | null;
  /** `folder` as a place, to be put into the options. */
  readonly placeId: string;
  /** The reminder that exported files are not encrypted was shown. */
  readonly isReminded: boolean;
}

export interface PlannedFile {
  readonly file: string;
  /** null when unknown: an audit file's, before the logs are read. */
  readonly rows: number | null;
  readonly columns: number;
  /** Bytes, about; null when unknown. */
  readonly bytes: number | null;
  readonly existing: null | {
    readonly bytes: number;
    readonly modifiedAt: Instant;
    readonly isOurs: boolean;
    /** ID of the form whose rows it has, where an export of another form has made it. */
    readonly otherForm: string | null;
    /** When Attaché wrote it, where it did. Set and not ours: it was changed since. */
    readonly madeAt: Instant | null;
  };
}

/** `here = exported + notReadable + filteredOut`. */
export interface ExportPlan {
  readonly folder: string;
  readonly files: readonly PlannedFile[];
  /** True when files may come into `media`; `export.media` counts them. */
  readonly hasMedia: boolean;
  readonly here: number;
  readonly exported: number;
  readonly notReadable: number;
  readonly filteredOut: number;
  /** Where the list of what is left out will be written; null when nothing is. */
  readonly notExportedFile: string | null;
  readonly problem: ProblemView | null;
  /** An export without a profile has not been made yet, so the reminder is due. A profile says it itself. */
  readonly reminds: boolean;
  /** What is to be asked of the folder first; null is nothing. */
  readonly copied: CopiedFolder | null;
}

export interface ExportPreview {
  readonly file: string;
  /** Header and first rows exactly as they will be written, one string a line (line ends inside cells are kept). */
  readonly lines: readonly string[];
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Cells of these rows that begin with an apostrophe now, so that no spreadsheet computes them. */
  readonly guarded: { readonly count: number; readonly columns: readonly string[] };
}

export type ExportStatus =
  | {
      readonly state: 'running';
      readonly done: number;
      readonly total: number | null;
      readonly file: string | null;
      /** The rows of each table so far. */
      readonly files: readonly { readonly file: string; readonly rows: number }[];
    }
  | {
      readonly state: 'done';
      readonly formId: string;
      readonly files: readonly { readonly path: string; readonly rows: number }[];
      readonly rows: number;
      readonly submissions: number;
      readonly leftOut: number;
      readonly media: { readonly files: number; readonly bytes: number };
      readonly placeId: string;
      readonly folder: string;
      readonly problems: readonly ProblemView[];
      /** The submission that a problem names, by the problem's code. */
      readonly named: Readonly<Record<string, number>>;
      /** What the user should know of the files though nothing is wrong. */
      readonly notes: readonly ProblemView[];
    }
  | { readonly state: 'stopped' }
  | { readonly state: 'failed'; readonly problem: ProblemView };

export const exportRequests = {
  'export.defaults': engine<ExportOptions>()(z.strictObject({ formId: z.string().min(1) })),
  'export.form': engine<ExportForm>()(z.strictObject({ formId: z.string().min(1), language: text })),
  'export.plan': engine<ExportPlan>()(exportOptions),
  /** The files that will be in `media`. Reads the answers that name them, so that it may come long after the plan. */
  'export.media': engine<{ readonly files: number; readonly bytes: number }>()(exportOptions),
  'export.preview': engine<ExportPreview>()(
    z.strictObject({ options: exportOptions, file: z.string().max(500).nullable() }),
  ),
  /** Starts, and answers when it has. What becomes of it is told by `export` events and `export.status`. */
  'export.start': engine<null>()(z.strictObject({ options: exportOptions, profile: z.string().nullable() })),
  'export.stop': engine<null>()(nothing),
  'export.status': engine<ExportStatus | null>()(nothing),
  'export.profiles': engine<readonly ExportProfile[]>()(nothing),
  'export.saveProfile': engine<readonly ExportProfile[]>()(
    z.strictObject({ name: z.string().trim().min(1).max(100), options: exportOptions }),
  ),
  'export.removeProfile': engine<readonly ExportProfile[]>()(z.strictObject({ name: z.string() })),
} as const;

export type ExportEvent = { readonly type: 'export'; readonly status: ExportStatus };
