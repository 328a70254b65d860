import { z } from 'zod';
import { chosenShape } from './formats/chosen-shape.ts';
import { formatIds } from './formats/descriptions.ts';

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
  ...chosenShape,
};

/** Everything that a preset keeps. About rows it only keeps whether all or only new ones are written. */
export const presetOptions = z.object({ ...presetShape, rows: z.enum(['all', 'new']) });

/** How an export is written, for any form. */
export type PresetOptions = Readonly<z.infer<typeof presetOptions>>;
