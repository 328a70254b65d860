import type { FormatDescription } from '../description.ts';
import { selectMultiple, typedColumns } from '../shared-options.ts';

/** A file for each location, for programs that show maps. */
export const description = {
  id: 'geojson',
  help: 'GeoJSON with a file per location, for maps on the web, QGIS and R',
  options: {
    selectMultiple: { ...selectMultiple, default: 'text' },
    ...typedColumns,
  },
  ownColumns: ['hasDrafts', 'hasSources'],
} as const satisfies FormatDescription;
