import { z } from 'zod';
import { isManifest, type Manifest, readDeprecatedId, readManifest } from '../../envelope/manifest.ts';
import { isProblem, type ProblemCode } from '../../ground/problem.ts';
import { parseXml, XmlError } from '../../ground/xml/xml.ts';
import type { EarlierManifest } from '../../model/fetched.ts';
import type { HttpClient } from '../http/http.ts';
import { fetchJson } from '../http/json.ts';
import { isNotOffered } from './list.ts';

/** An entry that is not a row is skipped; the other rows still count. */
const history = z.array(z.record(z.string(), z.unknown()).catch({}));
type Row = z.infer<typeof history>[number];

/** How deep the names of media are nested: lists in groups in lists. */
const MAX_DEPTH = 20;

/**
 * The manifest of an edited submission; null if the submission is plain, or was not edited. Takes its document, and
 * whether the list says that it was edited.
 */
export function editedManifest(xml: Uint8Array, isEdited: boolean): Manifest | null {
  try {
    const root = parseXml(xml);
    if (!isManifest(root) || (!isEdited && readDeprecatedId(root) === null)) return null;
    return readManifest(root);
  } catch (error) {
    if (error instanceof XmlError) return null;
    throw error;
  }
}

/**
 * The manifests that a submission had before it was edited, the newest first, from `…/history` (`server-apis` §3.8):
 * Ona keeps the old files where the new ones have the same names, and only an old manifest opens those. Empty if the
 * server or the account does not offer them, or gives something else: the submission may open without them; if it does
 * not, it counts as in doubt and is fetched again. Throws a Problem when the server is away or refuses the login.
 */
export async function earlierManifests(
  http: HttpClient,
  url: URL,
  current: Manifest,
  signal: AbortSignal,
): Promise<readonly EarlierManifest[]> {
  const rows = await fetchJson(http, url, { file: 'history' }, history, signal).catch((error: unknown) => {
    if (isNotOffered(error) || isNoHistory(error)) return [];
    throw error;
  });
  return rows.flatMap((row) => {
    const xml = manifestOf(row, current);
    if (xml === null) return [];
    const { _submission_time: at } = row;
    return [{ xml: Buffer.from(xml), replacedAt: typeof at === 'string' ? at : null }];
  });
}

function isNoHistory(error: unknown): boolean {
  return isProblem(error) && NO_HISTORY.has(error.code);
}

const NO_HISTORY: ReadonlySet<ProblemCode> = new Set([
  'net.server_error',
  'net.unexpected_status',
  'net.too_large',
  'net.web_page',
  'source.answer_unreadable',
]);

/** The manifest in a version's JSON; null if that version was not encrypted. Its form is that of the current version. */
function manifestOf(row: Row, current: Manifest): string | null {
  const key = textIn(row, 'base64EncryptedKey');
  const instanceId = textIn(row, 'instanceID');
  const xmlFile = textIn(row, 'encryptedXmlFile');
  if (key === null || instanceId === null || xmlFile === null) return null;
  const deprecatedId = textIn(row, 'deprecatedID');
  const signature = textIn(row, 'base64EncryptedElementSignature');
  const version = textIn(row, '_version') ?? current.version;
  return [
    `<data id="${escaped(current.formId)}"${version === null ? '' : ` version="${escaped(version)}"`} encrypted="yes" xmlns="http://www.opendatakit.org/xforms/encrypted">`,
    element('base64EncryptedKey', key),
    '<orx:meta xmlns:orx="http://openrosa.org/xforms">',
    element('orx:instanceID', instanceId),
    deprecatedId === null ? '' : element('orx:deprecatedID', deprecatedId),
    '</orx:meta>',
    ...filesIn(row).map((name) => `<media>${element('file', name)}</media>`),
    element('encryptedXmlFile', xmlFile),
    signature === null ? '' : element('base64EncryptedElementSignature', signature),
    '</data>',
  ].join('');
}

/** The text of an element, whatever groups and prefixes stand before its name; null when it is missing or empty. */
function textIn(row: Row, name: string): string | null {
  const found = Object.entries(row).find(([path]) => path.split(/[/:]/).at(-1) === name)?.[1];
  return typeof found === 'string' && found !== '' ? found : null;
}

/** The names of media in their order: one `media` per file, or one for all files. */
function filesIn(value: unknown, depth = 0): readonly string[] {
  if (depth > MAX_DEPTH) return [];
  if (Array.isArray(value)) return value.flatMap((one) => filesIn(one, depth + 1));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([path, inner]) => {
    if (/(^|\/)media\/file$/.test(path)) return [inner].flat().flatMap((name) => namesIn(name, depth + 1));
    return /(^|\/)media$/.test(path) ? filesIn(inner, depth + 1) : [];
  });
}

function namesIn(value: unknown, depth: number): readonly string[] {
  return typeof value === 'string' ? [value] : filesIn(value, depth);
}

function element(name: string, text: string): string {
  return `<${name}>${escaped(text)}</${name}>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
