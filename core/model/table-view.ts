import { z } from 'zod';
import { causeBuckets } from './pull.ts';

const text = z.string().max(10_000);
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);

/** Conditions on the rows of a table. Columns are answer paths, or `@…` for facts other than answers. */
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
  /** The submissions of one cause in the list of problems, which counts each of them once. */
  z.strictObject({
    kind: z.literal('cause'),
    bucket: z.enum(causeBuckets),
    source: text,
    code: z.string().max(100),
    /** The key that the form names, if no key decrypts these; else ''. */
    fingerprint: z.string().max(100),
  }),
  /** Every version of an edited submission, not only its row. */
  z.strictObject({ kind: z.literal('all-versions') }),
  z.strictObject({ kind: z.literal('parent'), submissionId: z.int().positive(), key: text.nullable() }),
]);
export type Filter = Readonly<z.infer<typeof filter>>;

/** What a table shows, except its columns: the same view always has the same rows in the same order. */
export const tableView = z.strictObject({
  formId: z.string().min(1),
  /** undefined is every version; '' is "no version". */
  version: z.string().optional(),
  /** '' for the submissions, else the path of a repeat. */
  path: text,
  filters: z.array(filter).max(50),
  search: z.string().max(500),
  sort: z.array(z.strictObject({ column: text, direction: z.enum(['ascending', 'descending']) })).max(2),
});
export type TableView = Readonly<z.infer<typeof tableView>>;

/** How answers are shown: as recorded, or as labels in one of the form's languages. */
export const wording = z.strictObject({ show: z.enum(['labels', 'values']), language: z.string().max(200) });
export type Wording = Readonly<z.infer<typeof wording>>;
