import type { FormatDescription } from '../description.ts';
import { labels, repeats, splitSelectMultiple } from '../shared-options.ts';

/** A plain database with the tables that the workspace shows as views, for programs that read SQLite. */
export const description = {
  id: 'sqlite',
  help: 'one SQLite database with a table per form and per repeat, for R, pandas, DB Browser and QGIS',
  options: {
    selectMultiple: splitSelectMultiple,
    repeats,
    /** Default: the values. */
    labels,
  },
  // As in the views of a workspace, it is there even when there is only one source.
  ownColumns: ['hasSources'],
} as const satisfies FormatDescription;
