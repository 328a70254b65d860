import { z } from 'zod';
import { type DeidentifyRules, treatmentNames } from './deidentify/rules.ts';
import { chosenShape } from './formats/chosen-shape.ts';
import { formatIds } from './formats/descriptions.ts';

const columnRule = z.strictObject({
  column: z.string().min(1).max(1000),
  form: z.string().min(1).max(1000).optional(),
  do: z.enum(treatmentNames),
  size: z.number().positive().max(1_000_000).optional(),
});

const deidentifyRules: z.ZodType<DeidentifyRules, DeidentifyRules> = z.strictObject({
  columns: z.array(columnRule).max(10_000),
  media: z.boolean(),
  kAnonymity: z
    .strictObject({
      columns: z.array(z.string().min(1).max(1000)).min(1).max(50),
      k: z.number().int().min(2).max(1_000_000),
    })
    .nullable(),
});

/** What a preset keeps, except the rows: how an export is written, for any form. */
export const presetShape = {
  format: z.enum(formatIds),
  /** Every version of an edited submission has a row. */
  allVersions: z.boolean(),
  /** Leaves out submissions that were deleted on their server. */
  withoutDeleted: z.boolean(),
  /** A column with the source of each submission. Null leaves it to the format. */
  sourceColumn: z.boolean().nullable(),
  media: z.boolean(),
  existing: z.enum(['ask', 'number', 'replace']),
  /** Further formats that are written too. Then each has its own folder. */
  moreFormats: z.array(z.enum(formatIds)).max(formatIds.length),
  /** How the export is de-identified; null: not at all. */
  deidentify: deidentifyRules.nullable(),
  ...chosenShape,
};

/** Everything that a preset keeps. About rows it only keeps whether all or only new ones are written. */
export const presetOptions = z.object({ ...presetShape, rows: z.enum(['all', 'new']) });

/** How an export is written, for any form. */
export type PresetOptions = Readonly<z.infer<typeof presetOptions>>;
