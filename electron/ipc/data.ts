import { z } from 'zod';
import { day, type Instant, nothing, rowId, text } from './common.ts';
import { engine } from './request.ts';

export type ColumnType =
  | 'text'
  | 'integer'
  | 'decimal'
  | 'date'
  | 'time'
  | 'datetime'
  | 'select'
  | 'select-multiple'
  | 'location'
  | 'media'
  | 'boolean';

/** Words by form language; '' is a form without translations. */
export type Labels = Readonly<Record<string, string>>;

export interface ColumnInfo {
  /** The answer's path in the form, or one of `@parent @id @submitted @stored @device @submitter @source @version @state @signature @draft @problems @edited @review`. */
  readonly id: string;
  readonly name: string;
  readonly labels: Labels;
  readonly type: ColumnType;
  /** Labels of the groups around it, outermost first. */
  readonly groups: readonly { readonly name: string; readonly labels: Labels }[];
  readonly hasChoices: boolean;
  readonly hasAnswers: boolean;
}

export const tableLayout = z.strictObject({
  /** Column ids, in order; null is the default choice. */
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
  /** On servers and not here; null when never counted. */
  readonly toPull: number | null;
}

export interface DataTable {
  readonly form: DataForm;
  /** The submissions first (`path` ''), then each repeat. */
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
  /** Another one when rows that were shown may be old. */
  readonly revision: number;
  /** The columns that a table starts with when there is no layout. */
  readonly defaultColumns: readonly string[];
}

export const filter = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.enum(['is', 'is-not']), column: text, values: z.array(text).min(1).max(500) }),
  z.strictObject({ kind: z.enum(['contains', 'starts']), column: text, text }),
  z.strictObject({ kind: z.enum(['empty', 'not-empty']), column: text }),
  /** Numbers or dates as text, as recorded; either end may be open. */
  z.strictObject({ kind: z.literal('between'), column: text, from: text.nullable(), to: text.nullable() }),
  z.strictObject({ kind: z.literal('days'), from: day, to: day }),
  z.strictObject({ kind: z.literal('pull'), pullId: z.int().positive() }),
  /** Deleted on their servers. */
  z.strictObject({ kind: z.literal('only-here') }),
  /** No longer listed for the accounts that are used here. */
  z.strictObject({ kind: z.literal('unlisted') }),
  /** The submissions of one cause in the list of problems. */
  z.strictObject({
    kind: z.literal('cause'),
    bucket: z.enum(['not-readable', 'not-stored', 'warning']),
    source: text,
    code: z.string().max(100),
    fingerprint: z.string().max(100),
  }),
  /** Every version of an edited submission, and not its row alone. */
  z.strictObject({ kind: z.literal('all-versions') }),
  z.strictObject({ kind: z.literal('parent'), submissionId: rowId, key: text.nullable() }),
]);
export type Filter = Readonly<z.infer<typeof filter>>;

/** What a table shows, except its columns: the same query always has the same rows in the same order. */
export const view = z.strictObject({
  formId: z.string().min(1),
  /** undefined is every version; '' is "no version". */
  version: z.string().optional(),
  path: text,
  filters: z.array(filter).max(50),
  search: z.string().max(500),
  sort: z.array(z.strictObject({ column: text, direction: z.enum(['ascending', 'descending']) })).max(2),
});
export type View = Readonly<z.infer<typeof view>>;

export const wording = z.strictObject({ show: z.enum(['labels', 'values']), language: z.string().max(200) });
export type Wording = Readonly<z.infer<typeof wording>>;

/** `null` was not asked (not relevant); '' is without an answer. */
export type Cell = string | null;

export interface DataRow {
  readonly submissionId: number;
  readonly key: string;
  /** In the order of the columns asked for. Answers as recorded, or as labels. */
  readonly cells: readonly Cell[];
  readonly signature: SheetSignature;
  readonly warnings: number;
  /** Deleted on its server. */
  readonly isDeleted: boolean;
  /** No longer listed for this account. */
  readonly isUnlisted: boolean;
  /** Another version of it is the row. */
  readonly isOtherVersion: boolean;
}

export type SheetSignature = 'valid' | 'mismatch' | 'absent' | 'unsigned' | 'not-checkable' | 'not-encrypted';

export interface SheetMedia {
  readonly position: number;
  readonly name: string;
  readonly bytes: number | null;
  readonly kind: 'image' | 'audio' | 'video' | 'other';
  /** MIME type by content, for the kinds that the window shows. */
  readonly type: string | null;
  readonly isMissing: boolean;
}

export type SheetNode =
  | {
      readonly kind: 'group';
      readonly name: string;
      readonly label: string;
      readonly children: readonly SheetNode[];
    }
  | {
      readonly kind: 'answer';
      readonly path: string;
      readonly name: string;
      readonly label: string;
      readonly type: ColumnType;
      readonly value: Cell;
      /** Text as the sheet shows it, with labels where asked for. */
      readonly shown: string;
      readonly media: SheetMedia | null;
      readonly location: {
        readonly latitude: number;
        readonly longitude: number;
        readonly altitude: number | null;
        readonly accuracy: number | null;
      } | null;
    }
  | {
      readonly kind: 'repeat';
      readonly path: string;
      readonly name: string;
      readonly label: string;
      readonly columns: readonly {
        readonly name: string;
        readonly label: string;
        readonly type: ColumnType;
      }[];
      readonly rows: readonly { readonly key: string; readonly cells: readonly string[] }[];
      readonly total: number;
    };

export interface Sheet {
  readonly submissionId: number;
  readonly formId: string;
  /** The form's instance name, else its first identifier, else a short id. */
  readonly heading: string;
  readonly isReadable: boolean;
  readonly signature: SheetSignature;
  readonly isRepaired: boolean;
  readonly key: { readonly name: string | null; readonly fingerprint: string } | null;
  /** All its versions that are here, the row first; empty when there is only this one. */
  readonly versions: readonly {
    readonly submissionId: number;
    readonly instanceId: string | null;
    readonly storedAt: Instant;
    readonly isReadable: boolean;
    readonly isRow: boolean;
  }[];
  readonly isDeleted: boolean;
  /** No longer listed for this account. */
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
   * One page of a view, and how many rows it has. `total: null` while the view is still being made: ask again.
   */
  'data.rows': engine<{
    readonly total: number | null;
    readonly sofar: number;
    readonly rows: readonly DataRow[];
  }>()(
    z.strictObject({
      view,
      wording,
      columns: z.array(text).max(5000),
      offset: z.int().min(0),
      limit: z.int().min(1).max(500),
    }),
  ),
  /** Where a submission stands in a view; null when it is not in it. */
  'data.find': engine<{ readonly index: number | null }>()(z.strictObject({ view, submissionId: rowId })),
  /** The values of a column with their labels and counts, most frequent first, at most 500. */
  'data.values': engine<
    readonly { readonly value: string; readonly label: string; readonly count: number }[]
  >()(z.strictObject({ formId: z.string().min(1), path: text, column: text, language: z.string() })),
  /** Submissions a day (local date as recorded), and by device. */
  'data.plot': engine<{
    readonly days: readonly { readonly day: string; readonly count: number }[];
    readonly devices: readonly { readonly device: string | null; readonly count: number }[];
  }>()(z.strictObject({ formId: z.string().min(1), device: z.string().nullable() })),
  'data.sheet': engine<Sheet>()(z.strictObject({ submissionId: rowId, wording })),
  /** A piece of an attachment, at most 4 MiB. */
  'data.media': engine<{ readonly bytes: Uint8Array; readonly size: number }>()(
    z.strictObject({
      submissionId: rowId,
      position: z.int().min(0),
      offset: z.int().min(0),
      length: z.int().min(1).max(4_194_304),
    }),
  ),
  /** The points of one location question over the whole form, at most 2,000. */
  'data.points': engine<readonly { readonly latitude: number; readonly longitude: number }[]>()(
    z.strictObject({ formId: z.string().min(1), path: text }),
  ),
  /** The plaintext XML, at most the first 2 MiB. */
  'data.xml': engine<{ readonly text: string; readonly isCut: boolean }>()(
    z.strictObject({ submissionId: rowId }),
  ),
  /** Writes a copy of an attachment outside the app, where the user chose. */
  'data.saveMedia': engine<null>()(
    z.strictObject({ submissionId: rowId, position: z.int().min(0), placeId: z.uuid() }),
  ),
  /** Rows as tab-separated text with a header, at most 10,000 rows. */
  'data.copy': engine<{ readonly text: string }>()(
    z.strictObject({
      view,
      wording,
      columns: z.array(text).max(5000),
      ranges: z.array(z.strictObject({ from: z.int().min(0), to: z.int().min(0) })).max(10_000),
    }),
  ),
} as const;

export type DataEvent =
  /** Submissions have come or changed. */
  | { readonly type: 'data-changed'; readonly formIds: readonly string[] }
  /** Another program has stored something in the workspace, whatever it is. */
  | { readonly type: 'changed-elsewhere' };
