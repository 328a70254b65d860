/** What a pax header (POSIX.1-2001) says of the entry behind it. */
export type PaxRecords = ReadonlyMap<string, string>;

/** A longer pax header is taken for damage. */
export const LONGEST_PAX = 1024 * 1024;

/** The content of a pax header: a line per record, `length key=value`, where the length counts the whole line. */
export function encodePax(records: PaxRecords): Buffer {
  const lines = [...records].map(([key, value]) => {
    const rest = Buffer.byteLength(` ${key}=${value}\n`);
    let length = rest + String(rest).length;
    // The digits of the length may make it one digit longer.
    if (rest + String(length).length > length) length += 1;
    return `${length} ${key}=${value}\n`;
  });
  return Buffer.from(lines.join(''));
}

/** The records of POSIX, and those that GNU tar, bsdtar, star and others add. */
const KNOWN =
  /^(?:path|size|mtime|atime|ctime|linkpath|uid|gid|uname|gname|comment|charset|hdrcharset|(?:GNU|LIBARCHIVE|RHT|SCHILY)\..*)$/s;

/**
 * Reads the content of a pax header. Returns null when it is damaged, which an unknown record is too. A value that is not UTF-8 is left out, unless it is
 * the path: other programs put bytes of their own into records of their own.
 */
export function decodePax(bytes: Buffer): PaxRecords | null {
  const records = new Map<string, string>();
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(' ', at);
    const digits = space < 0 ? '' : bytes.toString('latin1', at, space);
    const end = at + Number(digits);
    if (!/^[1-9][0-9]{0,7}$/.test(digits) || end > bytes.length || bytes[end - 1] !== 0x0a) return null;
    const equals = bytes.indexOf('=', space);
    if (equals < 0 || equals >= end) return null;
    const key = bytes.toString('latin1', space + 1, equals);
    const value = utf8(bytes.subarray(equals + 1, end - 1));
    if (!KNOWN.test(key)) return null;
    if (value !== null) records.set(key, value);
    else if (key === 'path') return null;
    at = end;
  }
  return records;
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text of bytes in UTF-8; null when they are something else. */
export function utf8(bytes: Uint8Array): string | null {
  try {
    return decoder.decode(bytes);
  } catch {
    return null;
  }
}
