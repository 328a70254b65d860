/**
 * Windows-1252, which all documents that call themselves Latin-1 or ASCII are in, as browsers have it. Node's own decoder
 * takes it for ISO-8859-1 in many versions (nodejs/node#56542), and an ICU with little data does not know it.
 */

/** The characters of the bytes 0x80 to 0x9F; the five that have none stay as they are. */
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

/** Whether a declared encoding means Windows-1252, in the words of the Encoding Standard. */
export function isWindows1252(label: string): boolean {
  return LABELS.has(label.toLowerCase());
}

export function decodeWindows1252(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  return text.replace(/[\u0080-\u009f]/g, (c) => HIGH[c.charCodeAt(0) - 0x80] ?? c);
}
