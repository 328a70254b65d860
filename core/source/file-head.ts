import { closeSync, lstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { decodeXml } from '../xml/decode.ts';
import { PREFIX } from '../xml/names.ts';

const HEAD_BYTES = 4096;

/** True for a form definition: an XForm's root is `html`, whatever its prefix. */
export function isDefinition(folder: string, name: string): boolean {
  return DEFINITION.test(headOf(join(folder, name)));
}

const DEFINITION = new RegExp(
  `^\\s*(<\\?xml[^>]*\\?>)?\\s*(<!--(?:(?!-->).)*-->\\s*)*<${PREFIX}html[\\s>]`,
  'su',
);

/** The first bytes of a regular file as text, in the encoding that it declares; empty when it is none, or cannot be read. */
export function headOf(path: string): string {
  let file: number;
  try {
    if (!lstatSync(path).isFile()) return '';
    file = openSync(path, 'r');
  } catch {
    return '';
  }
  const bytes = Buffer.alloc(HEAD_BYTES);
  try {
    return decodeXml(bytes.subarray(0, readSync(file, bytes, 0, HEAD_BYTES, 0)));
  } finally {
    closeSync(file);
  }
}
