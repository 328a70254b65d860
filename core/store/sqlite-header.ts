/**
 * The size of the pages of a SQLite file, by its header (https://www.sqlite.org/fileformat2.html#page_size); 0
 * when it has none.
 */
export function pageSizeOf(database: Uint8Array): number {
  const size = ((database[16] ?? 0) << 8) | (database[17] ?? 0);
  return size === 1 ? 65536 : size;
}

/**
 * Returns the number of the page that SQLite never writes: it locks the bytes from 1 GiB on
 * (https://www.sqlite.org/fileformat2.html#the_lock_byte_page). Takes the size of the pages.
 */
export function lockPageOf(pageSize: number): number {
  return 0x40000000 / pageSize + 1;
}
