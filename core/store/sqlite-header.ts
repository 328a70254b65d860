/**
 * The size of the pages of a SQLite file, by its header (https://www.sqlite.org/fileformat2.html#page_size); 0
 * when it has none.
 */
export function pageSizeOf(database: Uint8Array): number {
  const size = ((database[16] ?? 0) << 8) | (database[17] ?? 0);
  return size === 1 ? 65536 : size;
}
