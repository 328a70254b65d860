/**
 * The release of a Stata file. 119 has room for more variables; only Stata/MP opens it, and R with haven reads
 * no texts from it that are kept apart from the rows.
 */
export type Release = 118 | 119;
