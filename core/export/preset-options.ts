import { z } from 'zod';
import { chosenShape } from './formats/chosen-shape.ts';
import { formatIds } from './formats/descriptions.ts';

/** What a preset keeps, but for the rows: how an export is written, whichever form it is of. */
export const presetShape = {
  format: z.enum(formatIds),
  /** Every version of an edited submission has a row. */
  allVersions: z.boolean(),
  /** Leaves out what was deleted on its server. */
  withoutDeleted: z.boolean(),
  /** A column with the source of each submission; null is as the format has it. */
  sourceColumn: z.boolean().nullable(),
  media: z.boolean(),
  existing: z.enum(['ask', 'number', 'replace']),
  ...chosenShape,
};

/** All that a preset keeps. Of the rows it is whether only new ones are written. */
export const presetOptions = z.object({ ...presetShape, rows: z.enum(['all', 'new']) });

/** How an export is written, whichever form it is of. */
export type PresetOptions = Readonly<z.infer<typeof presetOptions>>;
