import type { FormatDescription } from '../description.ts';
import { choices, labels, selectMultiple, timeZone } from '../shared-options.ts';

/** A file for each location, for programs that show maps. */
export const description = {
  id: 'geojson',
  help: 'GeoJSON with a file per location, for maps on the web, QGIS and R',
  options: {
    selectMultiple: { ...selectMultiple, default: 'text' },
    labels,
    choices,
    /** Default: the clock that recorded each date-time. */
    timeZone,
  },
  ownColumns: ['hasDrafts', 'hasSources'],
} as const satisfies FormatDescription;
