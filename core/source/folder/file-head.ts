import { decodeXml } from '../../ground/xml/decode.ts';
import { PREFIX } from '../../ground/xml/names.ts';
import { rangeOf } from '../../model/content.ts';
import type { FolderTree } from './tree.ts';

const HEAD_BYTES = 4096;

/** True for a form definition: an XForm's root is `html`, whatever its prefix. */
export function isDefinition(tree: FolderTree, path: string): boolean {
  return DEFINITION.test(headOf(tree, path));
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
export function isSubmission(tree: FolderTree, path: string): boolean {
  const name = tree.nameOf(path);
  if (!/\.xml$/i.test(name) || name.startsWith('.')) return false;
  const head = headOf(tree, path);
  if (head === '') return isEmptyFile(tree, path);
  const root = ROOT.exec(head.replace(BEFORE_ROOT, ''));
  if (root === null) return true;
  const [, element = '', attributes = ''] = root;
  if (OTHERS.has(element.toLowerCase())) return false;
  return /\sid\s*=/.test(attributes) || INSTANCE_ID.test(head) || MANIFEST.test(head);
}

function isEmptyFile(tree: FolderTree, path: string): boolean {
  try {
    const found = tree.look(path);
    return found?.kind === 'file' && found.size === 0;
  } catch {
    return false;
  }
}

/** True for an XML file that is a manifest of encrypted files, by its first bytes. */
export function isManifestFile(tree: FolderTree, path: string): boolean {
  return MANIFEST.test(headOf(tree, path));
}

const MANIFEST = new RegExp(
  `<${PREFIX}data\\s[^>]*\\bencrypted\\s*=\\s*["']yes|<${PREFIX}base64EncryptedKey[\\s>]`,
  'u',
);

/** The first bytes of a regular file as text, in the encoding that it declares; empty when it is none, or cannot be read. */
export function headOf(tree: FolderTree, path: string): string {
  try {
    const content = tree.contentOf(path);
    return content === null ? '' : decodeXml(rangeOf(content, 0, HEAD_BYTES));
  } catch {
    return '';
  }
}
