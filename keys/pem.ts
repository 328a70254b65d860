/** One object of a PEM file. */
export interface PemObject {
  /** The words between `BEGIN` and the dashes: `RSA PRIVATE KEY`. */
  readonly label: string;
  /** The object alone, ready to be read. Its lines end with LF. */
  readonly text: string;
  readonly der: Buffer;
  /**
   * The cipher of an object that is encrypted the old way, such as `AES-256-CBC`. It is in header lines
   * inside the object. Null when the object has no such encryption.
   */
  readonly legacyCipher: string | null;
  /**
   * The number of the first line with a character that Base64 does not have. Line 1 is below `BEGIN`. Null
   * when there is no such line.
   */
  readonly oddLine: number | null;
}

export interface PemFile {
  readonly objects: readonly PemObject[];
  /** True when an object begins and does not end. */
  readonly isTruncated: boolean;
}

const OBJECT = /-----BEGIN ([A-Z0-9 ]+)-----([\s\S]*?)-----END \1-----/g;
/** The marks that mail programs put before each line of quoted text. */
const QUOTED = /^(?:[>|]\s*)+/;
/** The numbers that `cat -n`, some editors and code viewers put before each line. */
const NUMBERED = /^\d+[.:|)]?(?:\s+|$)/;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/**
 * Finds the PEM objects in a text. Other text may be around them. Bag attributes, CRLF and the marks of
 * quoted mail are allowed.
 */
function readPem(text: string): PemFile {
  const objects = [...text.matchAll(OBJECT)].map(([, label = '', body = '']) => objectOf(label, body));
  const begins = text.match(/-----BEGIN [A-Z0-9 ]+-----/g)?.length ?? 0;
  return { objects, isTruncated: begins > objects.length };
}

/** Reads the first text in which every object is clean; the first of all texts when there is none. */
export function readPemIn(texts: readonly string[]): PemFile {
  const files = texts.map(readPem);
  const isClean = ({ objects }: PemFile): boolean =>
    objects.length > 0 && objects.every(({ oddLine }) => oddLine === null);
  return files.find(isClean) ?? files[0] ?? { objects: [], isTruncated: false };
}

function objectOf(label: string, body: string): PemObject {
  const lines = withoutNumbers(
    body.split(/\r\n|\r|\n/).map((line) => line.trim().replace(QUOTED, '').replaceAll(/\s+/g, ' ')),
  );
  const headers = lines.filter((line) => line.includes(':'));
  const data = lines.map((line) => (line.includes(':') ? '' : line.replaceAll(' ', '')));
  const last = data.findLastIndex((line) => line !== '');
  // Base64 has equals signs only at its end.
  const odd = data.findIndex((line, i) => !BASE64.test(line) || (i < last && line.endsWith('=')));
  const base64 = data.join('');
  const head = headers.length === 0 ? '' : `${headers.join('\n')}\n\n`;
  const wrapped = base64.replace(/(.{64})/g, '$1\n').trimEnd();
  const isEncrypted = headers.some((line) => /^Proc-Type:.*ENCRYPTED/.test(line));
  const cipher = headers.flatMap((line) => /^DEK-Info:\s*([^,\s]+)/.exec(line)?.[1] ?? [])[0];
  return {
    label,
    text: `-----BEGIN ${label}-----\n${head}${wrapped}\n-----END ${label}-----\n`,
    der: Buffer.from(base64, 'base64'),
    legacyCipher: isEncrypted ? (cipher ?? 'unknown') : null,
    oddLine: odd < 0 ? null : odd + (lines[0] === '' ? 0 : 1),
  };
}

/** Removes line numbers. Base64 has no spaces in a line, so a number before every line is not part of it. */
function withoutNumbers(lines: readonly string[]): readonly string[] {
  const full = lines.filter((line) => line !== '');
  if (full.length < 3 || !full.every((line) => NUMBERED.test(line))) return lines;
  return lines.map((line) => line.replace(NUMBERED, ''));
}
