/** One object of a PEM file. */
export interface PemObject {
  /** The words between `BEGIN` and the dashes: `RSA PRIVATE KEY`. */
  readonly label: string;
  /** The object alone, lines joined by LF, ready to be read. */
  readonly text: string;
  readonly der: Buffer;
  /** Encrypted the old way, by header lines inside the object: the cipher that they name, `AES-256-CBC`; else null. */
  readonly legacyCipher: string | null;
  /** The first of its lines, counted from 1 below `BEGIN`, that holds what Base64 does not have; null when none does. */
  readonly oddLine: number | null;
}

export interface PemFile {
  readonly objects: readonly PemObject[];
  /** An object begins and does not end. */
  readonly isTruncated: boolean;
}

const OBJECT = /-----BEGIN ([A-Z0-9 ]+)-----([\s\S]*?)-----END \1-----/g;
/** What mail programs put before each line of what they quote. */
const QUOTED = /^(?:[>|]\s*)+/;
/** What `cat -n`, some editors and code viewers put before each line. */
const NUMBERED = /^\d+[.:|)]?(?:\s+|$)/;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/**
 * Finds the PEM objects in a text, whatever stands around them: other text, bag attributes, CRLF, the marks of quoted
 * mail.
 */
function readPem(text: string): PemFile {
  const objects = [...text.matchAll(OBJECT)].map(([, label = '', body = '']) => objectOf(label, body));
  const begins = text.match(/-----BEGIN [A-Z0-9 ]+-----/g)?.length ?? 0;
  return { objects, isTruncated: begins > objects.length };
}

/** The first of several texts in which every object is clean; the first of all where there is none. */
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
  // Base64 has its equals signs at its end alone.
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

/** A line of Base64 has no spaces, so that numbers before all of them are none of it. */
function withoutNumbers(lines: readonly string[]): readonly string[] {
  const full = lines.filter((line) => line !== '');
  if (full.length < 3 || !full.every((line) => NUMBERED.test(line))) return lines;
  return lines.map((line) => line.replace(NUMBERED, ''));
}
