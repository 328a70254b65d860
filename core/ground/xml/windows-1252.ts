/**
 * Windows-1252. As in browsers, documents that declare Latin-1 or ASCII are read as Windows-1252. In many
 * versions of Node, the decoder reads it as ISO-8859-1 (nodejs/node#56542). An ICU with little data does not
 * know it.
 */

/** The characters of the bytes 0x80 to 0x9F. Five bytes have no character and stay as they are. */
const HIGH = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

const LABELS: ReadonlySet<string> = new Set([
  'ansi_x3.4-1968',
  'ascii',
  'cp1252',
  'cp819',
  'csisolatin1',
  'ibm819',
  'iso-8859-1',
  'iso-ir-100',
  'iso8859-1',
  'iso88591',
  'iso_8859-1',
  'iso_8859-1:1987',
  'l1',
  'latin1',
  'us-ascii',
  'windows-1252',
  'x-cp1252',
]);

/** Whether a declared encoding means Windows-1252, by the labels of the Encoding Standard. */
export function isWindows1252(label: string): boolean {
  return LABELS.has(label.toLowerCase());
}

export function decodeWindows1252(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  return text.replace(/[\u0080-\u009f]/g, (c) => HIGH[c.charCodeAt(0) - 0x80] ?? c);
}
