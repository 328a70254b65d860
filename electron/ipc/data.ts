import { z } from 'zod';
import type { Labels } from '../../core/model/form.ts';
import type { SheetNode } from '../../core/model/sheet-node.ts';
import type { ColumnType, DataRow, ShownSignature } from '../../core/model/table-row.ts';
import { tableView, wording } from '../../core/model/table-view.ts';
import { type Instant, nothing, rowId, text } from './common.ts';
import { engine } from './request.ts';

export type { SheetMedia, SheetNode } from '../../core/model/sheet-node.ts';
export type { Cell, DataRow } from '../../core/model/table-row.ts';
export type { Filter, TableView, Wording } from '../../core/model/table-view.ts';
export type { Labels };

export interface ColumnInfo {
  /**
   * The answer's path in the form, or one of `@parent @id @submitted @stored @device @submitter @source
   * @version @state @signature @draft @problems @edited @review`.
   */
  readonly id: string;
  readonly name: string;
  readonly labels: Labels;
  readonly type: ColumnType;
  /** Labels of the groups around the question, outermost first. */
  readonly groups: readonly { readonly name: string; readonly labels: Labels }[];
  readonly hasChoices: boolean;
  readonly hasAnswers: boolean;
}

export const tableLayout = z.strictObject({
  /** Column IDs, in order; null: the default columns. */
  columns: z.array(z.string().max(2000)).max(5000).nullable(),
  widths: z.record(z.string().max(2000), z.int().min(48).max(640)),
});
export type TableLayout = Readonly<z.infer<typeof tableLayout>>;

export interface DataForm {
  readonly formId: string;
  readonly title: string;
  readonly here: number;
  readonly readable: number;
  readonly notReadable: number;
  /** How many submissions are on servers and not here; null when they were never counted. */
  readonly toPull: number | null;
}

export interface DataTable {
  readonly form: DataForm;
  /** The table of submissions first (its `path` is ''), then one per repeat. */
  readonly tables: readonly {
    readonly path: string;
    readonly name: string;
    readonly labels: Labels;
    readonly rows: number;
  }[];
  readonly versions: readonly { readonly version: string; readonly submissions: number }[];
  readonly languages: readonly string[];
  readonly defaultLanguage: string;
  readonly columns: readonly ColumnInfo[];
  readonly layout: TableLayout;
  /** Changes when the rows that are shown may be out of date. */
  readonly revision: number;
  /** The columns of a table that has no layout yet. */
  readonly defaultColumns: readonly string[];
}

export interface Sheet {
  readonly submissionId: number;
  readonly formId: string;
  /** The instance name of the submission, else its first identifier, else a short ID. */
  readonly heading: string;
  readonly isReadable: boolean;
  readonly signature: ShownSignature;
  readonly isRepaired: boolean;
  readonly key: { readonly name: string | null; readonly fingerprint: string } | null;
  /**
   * All versions of this submission that are here, the one of the row first; empty when there is only one.
   */
  readonly versions: readonly {
    readonly submissionId: number;
    readonly instanceId: string | null;
    readonly storedAt: Instant;
    readonly isReadable: boolean;
    readonly isRow: boolean;
  }[];
  readonly isDeleted: boolean;
  /** The server no longer lists this submission for this account. */
  readonly isUnlisted: boolean;
  readonly editOf: string | null;
  readonly problems: readonly import('./common.ts').ProblemView[];
  readonly body: readonly SheetNode[];
  readonly about: {
    readonly instanceId: string | null;
    readonly version: string;
    readonly started: string | null;
    readonly ended: string | null;
    readonly received: string | null;
    readonly storedAt: Instant;
    readonly device: string | null;
    readonly submitter: string | null;
    readonly review: string | null;
    readonly encryptedFileKept: boolean;
    readonly sources: readonly string[];
    readonly files: readonly {
      readonly name: string;
      readonly bytes: number | null;
      readonly md5: string | null;
      readonly isMissing: boolean;
    }[];
  };
}

export const dataRequests = {
  'data.forms': engine<readonly DataForm[]>()(nothing),
  'data.table': engine<DataTable>()(z.strictObject({ formId: z.string().min(1), path: text })),
  'data.setLayout': engine<null>()(
    z.strictObject({ formId: z.string().min(1), path: text, layout: tableLayout }),
  ),
  /**
   * One page of a view, and how many rows the view has. `total` is null while the view is still being built:
   * ask again.
   */
  'data.rows': engine<{
    readonly total: number | null;
    readonly sofar: number;
    readonly rows: readonly DataRow[];
  }>()(
    z.strictObject({
      view: tableView,
      wording,
      columns: z.array(text).max(5000),
      offset: z.int().min(0),
      limit: z.int().min(1).max(500),
    }),
  ),
  /** The position of a submission in a view; null when the view does not have it. */
  'data.find': engine<{ readonly index: number | null }>()(
    z.strictObject({ view: tableView, submissionId: rowId }),
  ),
  /** The values of a column with their labels and counts, most frequent first, at most 500. */
  'data.values': engine<
    readonly { readonly value: string; readonly label: string; readonly count: number }[]
  >()(z.strictObject({ formId: z.string().min(1), path: text, column: text, language: z.string() })),
  /** Submissions per day (local date as recorded), and per device. */
  'data.plot': engine<{
    readonly days: readonly { readonly day: string; readonly count: number }[];
    readonly devices: readonly { readonly device: string | null; readonly count: number }[];
  }>()(z.strictObject({ formId: z.string().min(1), device: z.string().nullable() })),
  'data.sheet': engine<Sheet>()(z.strictObject({ submissionId: rowId, wording })),
  /** A part of an attachment, at most 4 MiB. */
  'data.media': engine<{ readonly bytes: Uint8Array; readonly size: number }>()(
    z.strictObject({
      submissionId: rowId,
      position: z.int().min(0),
      offset: z.int().min(0),
      length: z.int().min(1).max(4_194_304),
    }),
  ),
  /** The points of one location question in all submissions of the form, at most 2,000. */
  'data.points': engine<readonly { readonly latitude: number; readonly longitude: number }[]>()(
    z.strictObject({ formId: z.string().min(1), path: text }),
  ),
  /** The plaintext XML, at most the first 2 MiB. */
  'data.xml': engine<{ readonly text: string; readonly isCut: boolean }>()(
    z.strictObject({ submissionId: rowId }),
  ),
  /** Writes a copy of an attachment to the place that the user chose. */
  'data.saveMedia': engine<null>()(
    z.strictObject({ submissionId: rowId, position: z.int().min(0), placeId: z.uuid() }),
  ),
  /** Rows as tab-separated text with a header, at most 10,000 rows. */
  'data.copy': engine<{ readonly text: string }>()(
    z.strictObject({
      view: tableView,
      wording,
      columns: z.array(text).max(5000),
      ranges: z.array(z.strictObject({ from: z.int().min(0), to: z.int().min(0) })).max(10_000),
    }),
  ),
} as const;

export type DataEvent =
  /** Submissions of these forms are new or have changed. */
  | { readonly type: 'data-changed'; readonly formIds: readonly string[] }
  /** Another program has written to the workspace. What it wrote is not known. */
  | { readonly type: 'changed-elsewhere' };
