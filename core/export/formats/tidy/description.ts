import type { FormatDescription } from '../description.ts';
import type { SwitchOption, TextOption } from '../option.ts';
import { formulaGuard, labels, names, repeats, selectMultiple, timeZone } from '../shared-options.ts';

const separator = {
  kind: 'text',
  offered: { comma: ',', semicolon: ';', tab: '\t' },
  flag: { flags: '--separator <character>', help: 'character between cells (default: comma)' },
  default: ',',
} as const satisfies TextOption;

/**
 * On Windows, a double click opens the file in Excel, which uses the computer's old encoding unless there is
 * a mark.
 */
const byteOrderMark = {
  kind: 'switch',
  flag: { flags: '--bom', help: 'mark the files as UTF-8 for older Excel' },
  initialOnWindows: true,
} as const satisfies SwitchOption;

/** Tables for statistics programs and spreadsheets. */
export const description = {
  id: 'tidy',
  name: 'csv',
  help: 'one table per form and per repeat, for analysis',
  options: {
    selectMultiple,
    repeats,
    formulaGuard: { ...formulaGuard, default: true },
    /** Default: the values. */
    labels,
    names,
    /** Default: each date-time keeps its offset. */
    timeZone,
    separator,
    byteOrderMark,
  },
  ownColumns: ['hasDrafts', 'hasSources'],
} as const satisfies FormatDescription;
