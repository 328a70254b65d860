import type { FormatDescription } from '../description.ts';
import {
  carry,
  choices,
  dateTexts,
  languageOfLabels,
  repeats,
  selectMultiple,
  timeZone,
} from '../shared-options.ts';

/** A file for each location, for programs that show maps. */
export const description = {
  id: 'geojson',
  help: 'GeoJSON with a file per location, for maps on the web, QGIS and R',
  options: {
    selectMultiple: { ...selectMultiple, default: 'text' },
    repeats,
    choices,
    labels: languageOfLabels,
    /** Default: the clock that recorded each date-time. */
    timeZone,
    dateTexts,
    carry,
  },
  ownColumns: ['hasDrafts', 'hasSources'],
} as const satisfies FormatDescription;
