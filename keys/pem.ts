/** One object of a PEM file. */
export interface PemObject {
  /** The words between `BEGIN` and the dashes: `RSA PRIVATE KEY`. */
  readonly label: string;
  /** The object alone, lines joined by LF, ready to be read. */
  readonly text: string;
  readonly der: Buffer;
  /** Encrypted the old way, by header lines inside the object. */
  readonly isLegacyEncrypted: boolean;
}

export interface PemFile {
  readonly objects: readonly PemObject[];
  /** An object begins and does not end. */
  readonly isTruncated: boolean;
}

const OBJECT = /-----BEGIN ([A-Z0-9 ]+)-----([\s\S]*?)-----END \1-----/g;

/** Finds the PEM objects in a text, whatever stands around them: other text, bag attributes, CRLF, a byte order mark. */
export function readPem(text: string): PemFile {
  const objects = [...text.matchAll(OBJECT)].map(([, label = '', body = '']) => {
    const lines = body
      .split(/\r\n|\r|\n/)
      .map((line) => line.trim())
      .filter((line) => line !== '');
    const headers = lines.filter((line) => line.includes(':'));
    const base64 = lines.filter((line) => !line.includes(':')).join('');
    const head = headers.length === 0 ? '' : `${headers.join('\n')}\n\n`;
    const wrapped = base64.replace(/(.{64})/g, '$1\n').trimEnd();
    return {
      label,
      text: `-----BEGIN ${label}-----\n${head}${wrapped}\n-----END ${label}-----\n`,
      der: Buffer.from(base64, 'base64'),
      isLegacyEncrypted: headers.some((line) => /^Proc-Type:.*ENCRYPTED/.test(line)),
    };
  });
  const begins = text.match(/-----BEGIN [A-Z0-9 ]+-----/g)?.length ?? 0;
  return { objects, isTruncated: begins > objects.length };
}
