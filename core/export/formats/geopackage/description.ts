import type { FormatDescription } from '../description.ts';
import { selectMultiple, timeZone, typedColumns } from '../shared-options.ts';

/** One database with a layer for each location, for programs that show maps. */
export const description = {
  id: 'geopackage',
  help: 'one GeoPackage with a layer per location and the tables without one, for QGIS and ArcGIS',
  options: {
    selectMultiple: { ...selectMultiple, default: 'text' },
    ...typedColumns,
    /** Default: UTC, because a GeoPackage has no other date-times. */
    timeZone: { ...timeZone, without: 'UTC' },
  },
  ownColumns: ['hasDrafts', 'hasSources'],
} as const satisfies FormatDescription;
