/** What a sheet of a workbook can hold (ECMA-376, Excel's specifications and limits). */
export const MOST_ROWS = 1_048_576;
export const MOST_COLUMNS = 16_384;
/** Characters of a cell, in units of UTF-16. */
export const LONGEST_TEXT = 32_767;
/** Characters of a sheet's name, in units of UTF-16. */
export const LONGEST_NAME = 31;
