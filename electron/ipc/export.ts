import { z } from 'zod';
import type { ChosenOptions } from '../../core/export/formats/chosen-options.ts';
import type { FormatOption } from '../../core/export/formats/option.ts';
import { presetShape } from '../../core/export/preset-options.ts';
import type { PreviewTable } from '../../core/export/preview.ts';
import type { ExportForm, PlannedExport, PlannedFile } from '../../core/model/export-view.ts';
import { tableView } from '../../core/model/table-view.ts';
import { type CopiedFolder, day, type Instant, nothing, type ProblemView, placeId, text } from './common.ts';
import { engine } from './request.ts';

/**
 * How an export is asked for: what of the form is written, and how. The formats' own options are side by side: a format
 * has some of them, and the others are left as they are.
 */
const exportOptions = z.strictObject({
  ...presetShape,
  formId: z.string().min(1),
  rows: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('all') }),
    /** Those that the view shows. */
    z.strictObject({ kind: z.literal('view'), view: tableView }),
    z.strictObject({ kind: z.literal('new') }),
    z.strictObject({ kind: z.literal('days'), from: day.nullable(), to: day.nullable() }),
  ]),
  /** undefined is every version; '' is "no version". */
  version: z.string().optional(),
  /** Only what comes from these, by the names in `ExportForm.sources`; null is all. */
  sources: z.array(z.string().max(4000)).min(1).max(500).nullable(),
  /** Answer paths; null is all. */
  columns: z.array(text).max(5000).nullable(),
  /** A folder that was chosen; null is the suggested one. */
  placeId: placeId.nullable(),
  fileName: z.string().max(200).nullable(),
});
export type ExportOptions = Readonly<z.infer<typeof exportOptions>>;

export type { ExportForm, FormatOption, PlannedFile, PreviewTable as ExportPreview };

/** What an export of a form begins with. */
export interface ExportDefaults {
  readonly options: ExportOptions;
  /** The language whose labels are written first when labels are asked for; '' where the form has no translations. */
  readonly language: string;
}

/** Options of any format. */
export type OptionName = keyof ChosenOptions;

/** A format with the options that it has, in the order in which they are shown. */
export interface FormatView {
  readonly id: ExportOptions['format'];
  readonly options: Readonly<Partial<Record<OptionName, FormatOption>>>;
  /** A column that names the sources comes by itself, where several fill the form. */
  readonly hasSources: boolean;
}

export interface ExportPreset {
  readonly name: string;
  /** Without the form and the rows of a view: a preset serves every form. */
  readonly options: ExportOptions;
  readonly folder: string;
  readonly usedAt: Instant | null;
  /** `folder` as a place, to be put into the options. */
  readonly placeId: string;
  /** The reminder that exported files are not encrypted was shown. */
  readonly isReminded: boolean;
}

export interface ExportPlan extends PlannedExport {
  readonly problem: ProblemView | null;
  /** An export without a preset has not been made yet, so the reminder is due. A preset says it itself. */
  readonly reminds: boolean;
  /** What is to be asked of the folder first; null is nothing. */
  readonly copied: CopiedFolder | null;
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
  /** The formats that there are, with their options, in the order in which they are offered. */
  'export.formats': engine<readonly FormatView[]>()(nothing),
  'export.defaults': engine<ExportDefaults>()(z.strictObject({ formId: z.string().min(1) })),
  'export.form': engine<ExportForm>()(
    z.strictObject({ formId: z.string().min(1), language: text.nullable() }),
  ),
  'export.plan': engine<ExportPlan>()(exportOptions),
  /** The files that will be in `media`. Reads the answers that name them, so that it may come long after the plan. */
  'export.media': engine<{ readonly files: number; readonly bytes: number }>()(exportOptions),
  'export.preview': engine<PreviewTable>()(
    z.strictObject({ options: exportOptions, file: z.string().max(500).nullable() }),
  ),
  /** Starts, and replies when it has. What becomes of it is told by `export` events and `export.status`. */
  'export.start': engine<null>()(z.strictObject({ options: exportOptions, preset: z.string().nullable() })),
  'export.stop': engine<null>()(nothing),
  'export.status': engine<ExportStatus | null>()(nothing),
  'export.presets': engine<readonly ExportPreset[]>()(nothing),
  'export.savePreset': engine<readonly ExportPreset[]>()(
    z.strictObject({ name: z.string().trim().min(1).max(100), options: exportOptions }),
  ),
  'export.removePreset': engine<readonly ExportPreset[]>()(z.strictObject({ name: z.string() })),
} as const;

export type ExportEvent = { readonly type: 'export'; readonly status: ExportStatus };
