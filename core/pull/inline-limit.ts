/** Files up to this many bytes are handled in memory; larger ones go from file to file. */
export const INLINE_LIMIT = 1024 * 1024;
