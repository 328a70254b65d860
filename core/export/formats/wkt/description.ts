import type { FormatDescription } from '../description.ts';
import { description as tidy } from '../tidy/description.ts';

/** The tables of the tidy format, with a column of well-known text behind each location. */
export const description = {
  id: 'wkt',
  help: 'CSV with each location as well-known text (WKT), for QGIS and PostGIS',
  options: tidy.options,
  ownColumns: tidy.ownColumns,
} as const satisfies FormatDescription;
