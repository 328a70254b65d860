import { closeSync, lstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { decodeXml } from '../../ground/xml/decode.ts';
import { PREFIX } from '../../ground/xml/names.ts';

const HEAD_BYTES = 4096;

/** True for a form definition: an XForm's root is `html`, whatever its prefix. */
export function isDefinition(folder: string, name: string): boolean {
  return DEFINITION.test(headOf(join(folder, name)));
}

const DEFINITION = new RegExp(
  `^\\s*(<\\?xml[^>]*\\?>)?\\s*(<!--(?:(?!-->).)*-->\\s*)*<${PREFIX}html[\\s>]`,
  'su',
);

/** What stands before a document's root element. */
const BEFORE_ROOT = /^\uFEFF?\s*(?:<\?[^>]*\?>\s*|<!--(?:(?!-->).)*-->\s*)*/s;
/** The root's name without its prefix, and its attributes. */
const ROOT = /^<(?:[^\s:/>"'=]+:)?([^\s:/>"'=]+)((?:\s+[^\s=>/]+\s*=\s*(?:"[^"]*"|'[^']*'))*)/u;
const INSTANCE_ID = new RegExp(`<${PREFIX}instanceID[\\s>/]`, 'u');
/** Documents of others that have an ID too. */
const OTHERS = new Set([
  'html',
  'svg',
  'kml',
  'gpx',
  'manifest',
  'forms',
  'xforms',
  'plist',
  'rss',
  'project',
]);

/**
 * True for an XML file that is a submission, plain or encrypted, by its first bytes: its root says which form it is of, or
 * holds an instance ID or a session key. What cannot be told at all counts as one, so that it is reported and not
 * skipped.
 */
export function isSubmission(folder: string, name: string): boolean {
  if (!/\.xml$/i.test(name) || name.startsWith('.')) return false;
  const path = join(folder, name);
  const head = headOf(path);
  if (head === '') return isEmptyFile(path);
  const root = ROOT.exec(head.replace(BEFORE_ROOT, ''));
  if (root === null) return true;
  const [, element = '', attributes = ''] = root;
  if (OTHERS.has(element.toLowerCase())) return false;
  return /\sid\s*=/.test(attributes) || INSTANCE_ID.test(head) || MANIFEST.test(head);
}

function isEmptyFile(path: string): boolean {
  try {
    const found = lstatSync(path);
    return found.isFile() && found.size === 0;
  } catch {
    return false;
  }
}

/** True for an XML file that is a manifest of encrypted files, by its first bytes. */
export function isManifestFile(path: string): boolean {
  return MANIFEST.test(headOf(path));
}

const MANIFEST = new RegExp(
  `<${PREFIX}data\\s[^>]*\\bencrypted\\s*=\\s*["']yes|<${PREFIX}base64EncryptedKey[\\s>]`,
  'u',
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
  } catch {
    return '';
  } finally {
    closeSync(file);
  }
}
