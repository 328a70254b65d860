/** One file that the server lists for a submission; empty text where it says nothing. */
export interface ListedFile {
  readonly name: string;
  /** Lower-case hex, or null when the server gives none. */
  readonly md5: string | null;
  readonly url: string;
}

/** The file of a `mediaFile`. Takes the text of its elements, by their names. */
export function listedFile(entry: ReadonlyMap<string, string>): ListedFile {
  const md5 = /^md5:\s*([0-9a-f]{32})$/i.exec(entry.get('hash') ?? '')?.[1]?.toLowerCase() ?? null;
  return { name: entry.get('filename') ?? '', md5, url: entry.get('downloadUrl') ?? '' };
}
