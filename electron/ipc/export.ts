import { z } from 'zod';
import type { QuestionToTreat } from '../../core/export/deidentify/questions.ts';
import type { DeidentifyRules, Treatment, TreatmentName } from '../../core/export/deidentify/rules.ts';
import type { ChosenOptions } from '../../core/export/formats/chosen-options.ts';
import type { FormatOption } from '../../core/export/formats/option.ts';
import { presetShape } from '../../core/export/preset-options.ts';
import type { PreviewTable } from '../../core/export/preview.ts';
import type { DatabaseLogin } from '../../core/model/database-login.ts';
import type { ExportForm, PlannedExport, PlannedFile } from '../../core/model/export-view.ts';
import { tableView } from '../../core/model/table-view.ts';
import {
  type CopiedFolder,
  day,
  type Instant,
  nothing,
  type ProblemView,
  placeId,
  secretText,
  text,
} from './common.ts';
import { engine } from './request.ts';

/**
 * The options of an export: which part of the form is written, and how. The options of all formats are side
 * by side. Each format uses those that it has; the others stay as they are.
 */
const exportOptions = z.strictObject({
  ...presetShape,
  formId: z.string().min(1),
  rows: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('all') }),
    /** The submissions that the view shows. */
    z.strictObject({ kind: z.literal('view'), view: tableView }),
    z.strictObject({ kind: z.literal('new') }),
    z.strictObject({ kind: z.literal('days'), from: day.nullable(), to: day.nullable() }),
  ]),
  /** undefined: every version; '': submissions without a version. */
  version: z.string().optional(),
  /** Only submissions from these sources, named as in `ExportForm.sources`; null: all. */
  sources: z.array(z.string().max(4000)).min(1).max(500).nullable(),
  /** Paths of questions; null: all. */
  columns: z.array(text).max(5000).nullable(),
  /** The folder that the user chose; null: the suggested folder. */
  placeId: placeId.nullable(),
  fileName: z.string().max(200).nullable(),
  /**
   * Every form that has submissions, each into a folder of its own. What belongs to one form is then left
   * aside: the view, the version, the sources, the columns and the file name.
   */
  allForms: z.boolean(),
  /** The file with corrections; null: there is none. */
  corrections: placeId.nullable(),
  /** Where the originals of pseudonyms go; null: they are not written. */
  linkingFolder: placeId.nullable(),
});
export type ExportOptions = Readonly<z.infer<typeof exportOptions>>;

export type {
  DatabaseLogin,
  DeidentifyRules,
  ExportForm,
  FormatOption,
  PlannedFile,
  PreviewTable as ExportPreview,
  QuestionToTreat,
  Treatment,
  TreatmentName,
};

/** The options that an export of a form starts with. */
export interface ExportDefaults {
  readonly options: ExportOptions;
  /** The language whose labels are written first when labels are asked for; '' where the form has no translations. */
  readonly language: string;
}

/** The names of the options that a format can have. */
export type OptionName = keyof ChosenOptions;

/** A format with its options, in the order in which they are shown. */
export interface FormatView {
  readonly id: ExportOptions['format'];
  readonly options: Readonly<Partial<Record<OptionName, FormatOption>>>;
  /**
   * True when the format adds a column with the source automatically, if several sources have submissions of
   * the form.
   */
  readonly hasSources: boolean;
  /** Where its rows go. */
  readonly goesTo: 'folder' | 'server';
}

export interface ExportPreset {
  readonly name: string;
  /** The form and the rows of a view are not part of it: a preset can be used for every form. */
  readonly options: ExportOptions;
  readonly folder: string;
  readonly usedAt: Instant | null;
  /** The ID of `folder` as a place, for the options. */
  readonly placeId: string;
  /** True when the user has seen the reminder that exported files are not encrypted. */
  readonly isReminded: boolean;
}

/** One of the exports of a run: a form in a format. */
export interface ExportPart {
  readonly format: ExportOptions['format'];
  readonly formId: string;
  /** The form's title. */
  readonly title: string;
  readonly goesTo: 'folder' | 'server';
  /** Why this part cannot be written, or was not; null when nothing is wrong. */
  readonly problem: ProblemView | null;
}

/** A planned file, and the position of its part. */
export type PlannedFileOfPart = PlannedFile & { readonly part: number };

export interface ExportPlan extends PlannedExport {
  readonly files: readonly PlannedFileOfPart[];
  /** One for each format and form, in the order in which they are written. */
  readonly parts: readonly ExportPart[];
  /** Submissions of forms that cannot be written. `here = exported + notReadable + filteredOut + refused`. */
  readonly refused: number;
  /** Why nothing can be written. A part that cannot be written does not stop the others. */
  readonly problem: ProblemView | null;
  /**
   * True when no export without a preset was made yet, so that the reminder is shown. A preset has
   * `isReminded` for this.
   */
  readonly reminds: boolean;
  /** The question to ask about the folder before the export; null when there is nothing to ask. */
  readonly copied: CopiedFolder | null;
}

/** What became of a part. */
export interface DonePart extends ExportPart {
  readonly problems: readonly ProblemView[];
  /** The ID of the submission that a problem names, by the problem's code. */
  readonly named: Readonly<Record<string, number>>;
  /** What the user should know about the files although nothing is wrong. */
  readonly notes: readonly ProblemView[];
  /** True when a report is beside the files. */
  readonly hasReport: boolean;
}

export type ExportStatus =
  | {
      readonly state: 'running';
      readonly done: number;
      readonly total: number | null;
      readonly file: string | null;
      /** The position of the part that is written. The counts are those of this part. */
      readonly part: number;
      readonly parts: number;
      /** The rows that were written to each file of the part so far. */
      readonly files: readonly { readonly file: string; readonly rows: number }[];
    }
  | {
      readonly state: 'done';
      readonly files: readonly { readonly path: string; readonly rows: number }[];
      /** Of all files and tables. */
      readonly rows: number;
      /** The tables in databases, and their rows. */
      readonly inDatabase: { readonly tables: number; readonly rows: number };
      readonly submissions: number;
      readonly leftOut: number;
      readonly media: { readonly files: number; readonly bytes: number };
      readonly placeId: string;
      readonly folder: string;
      readonly parts: readonly DonePart[];
    }
  /** `written`: the parts that were whole before, and stay. */
  | { readonly state: 'stopped'; readonly written: number }
  | { readonly state: 'failed'; readonly problem: ProblemView };

/** Whether a database can be exported to. */
export type DatabaseTest =
  | { readonly version: string; readonly problem: null }
  | { readonly version: null; readonly problem: ProblemView };

const address = z.string().max(2000);

export const exportRequests = {
  /** What is known about the login at the address of a database. */
  'export.login': engine<DatabaseLogin>()(z.strictObject({ postgres: address })),
  /** Keeps the password of a database, for this session or in the keychain. */
  'export.signIn': engine<DatabaseLogin>()(
    z.strictObject({ postgres: address, secret: secretText, remember: z.boolean() }),
  ),
  /**
   * Signs in to a database and looks whether tables may be written into its schema, with the typed password;
   * null: with the one that is known. Replies with the version of the server, or with what is wrong.
   */
  'export.testDatabase': engine<DatabaseTest>()(
    z.strictObject({
      postgres: address,
      schema: z.string().max(200).nullable(),
      mode: z.enum(['replace', 'update']).nullable(),
      secret: secretText.nullable(),
    }),
  ),
  /** All formats with their options, in the order in which they are offered. */
  'export.formats': engine<readonly FormatView[]>()(nothing),
  'export.defaults': engine<ExportDefaults>()(z.strictObject({ formId: z.string().min(1) })),
  'export.form': engine<ExportForm>()(
    z.strictObject({ formId: z.string().min(1), language: text.nullable() }),
  ),
  /** The questions of a form, with what may be done to their answers in a de-identified export. */
  'export.questions': engine<readonly QuestionToTreat[]>()(
    z.strictObject({ formId: z.string().min(1), language: text.nullable() }),
  ),
  'export.plan': engine<ExportPlan>()(exportOptions),
  /**
   * How many files will be in `media`. Reads all answers that name files, so it can take much longer than the
   * plan.
   */
  'export.media': engine<{ readonly files: number; readonly bytes: number }>()(exportOptions),
  'export.preview': engine<PreviewTable>()(
    z.strictObject({
      options: exportOptions,
      /** The position of the part in the plan. */
      part: z.int().min(0),
      file: z.string().max(500).nullable(),
      /** A table of the file, when it is a database; null: its first one. */
      table: text.nullable(),
    }),
  ),
  /**
   * Starts the export and replies at once. `export` events and `export.status` report how it goes and ends.
   */
  'export.start': engine<null>()(z.strictObject({ options: exportOptions, preset: z.string().nullable() })),
  'export.stop': engine<null>()(nothing),
  'export.status': engine<ExportStatus | null>()(nothing),
  /** The report beside the files of a part of the last export; null when it is not there any more. */
  'export.report': engine<{ readonly text: string; readonly placeId: string } | null>()(
    z.strictObject({ part: z.int().min(0) }),
  ),
  'export.presets': engine<readonly ExportPreset[]>()(nothing),
  'export.savePreset': engine<readonly ExportPreset[]>()(
    z.strictObject({ name: z.string().trim().min(1).max(100), options: exportOptions }),
  ),
  'export.removePreset': engine<readonly ExportPreset[]>()(z.strictObject({ name: z.string() })),
} as const;

export type ExportEvent = { readonly type: 'export'; readonly status: ExportStatus };
