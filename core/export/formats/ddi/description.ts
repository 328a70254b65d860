import type { FormatDescription } from '../description.ts';
import { description as tidy } from '../tidy/description.ts';

/** The files of the tidy format, with two files that describe them for archives and programs. */
export const description = {
  id: 'ddi',
  help: 'CSV with a DDI-Codebook 2.5 file and a datapackage.json, for data archives',
  options: tidy.options,
  ownColumns: tidy.ownColumns,
} as const satisfies FormatDescription;
