import { isProblem, Problem } from '../../ground/problem.ts';
import { escapeBareMarkup } from '../../ground/xml/bare-markup.ts';
import { decodeXml } from '../../ground/xml/decode.ts';
import { childOf, childrenOf, parseXml, textOf, type XmlElement, XmlError } from '../../ground/xml/xml.ts';
import type { FormHash, FormRef } from '../../model/form-ref.ts';
import { isWebPage, readDocument } from '../http/body.ts';
import type { HttpRequest, HttpResponse } from '../http/exchange.ts';
import type { Asked } from '../http/failure.ts';
import type { HttpClient } from '../http/http.ts';
import { below, namedAddresses } from './address.ts';

/** Largest documents, in megabytes, unpacked. */
export const largest = { list: 64, form: 64, submission: 64 } as const;

/** Fetches a document that must be XML. Throws a Problem when a web page comes instead. */
export async function fetchXml(
  http: HttpClient,
  url: URL,
  file: string,
  megabytes: number,
  signal: AbortSignal,
  headers: HttpRequest['headers'] = {},
): Promise<Uint8Array> {
  const read = async (response: HttpResponse) => {
    const bytes = await readDocument(response, megabytes);
    if (isWebPage(response) ? !startsWith(bytes, XML) : startsWith(bytes, PAGE)) {
      throw new Problem('net.web_page', response.asked);
    }
    return bytes;
  };
  return http.get(url, { file, kind: 'document', headers }, read, signal);
}

/** Some servers call their XML text/html. */
const XML = /^\s*<(\?xml\s|xforms|idChunk|submission|h:html)/;
/** A form has `html` as its root too, but no HTML document type, and it names the XForms namespace at once. */
const PAGE = /^\s*(<\?xml[^>]*\?>\s*)?(<!doctype\s+html|<html[\s>](?!.*xforms))/is;

function startsWith(bytes: Uint8Array, pattern: RegExp): boolean {
  return pattern.test(decodeXml(bytes.subarray(0, 2000)));
}

/** The elements of the lists of an OpenRosa server: of forms, of a form's files, of submissions (`server-apis` §1). */
const LIST_ELEMENTS = [
  ...['xforms', 'xform', 'formID', 'name', 'version', 'majorMinorVersion', 'hash', 'descriptionText'],
  ...['descriptionUrl', 'downloadUrl', 'manifestUrl', 'manifest', 'mediaFile', 'filename'],
  ...['idChunk', 'idList', 'id', 'resumptionCursor', 'forms', 'form', 'html'],
];

/**
 * The root element of a server's list. Kobo and others write names and IDs into it without escaping them: if that makes
 * the list ill-formed, everything that is not markup of a list is read as text. Throws a Problem if it is still not XML,
 * or has another root.
 */
export function listRoot(bytes: Uint8Array, root: string, asked: Asked): XmlElement {
  const element = readList(bytes, asked);
  if (element.local === root) return element;
  if (element.local === 'forms' && root === 'xforms') {
    throw new Problem('source.list_legacy', { host: asked.host });
  }
  if (element.local.toLowerCase() === 'html') throw new Problem('net.web_page', asked);
  throw new Problem('source.answer_unreadable', asked);
}

function readList(bytes: Uint8Array, asked: Asked): XmlElement {
  try {
    return parseXml(bytes);
  } catch (cause) {
    if (!(cause instanceof XmlError)) throw cause;
    const unreadable = new Problem('source.answer_unreadable', asked, { cause });
    if (cause.fault !== 'malformed') throw unreadable;
    const text = decodeXml(bytes);
    const mended = escapeBareMarkup(text, LIST_ELEMENTS);
    if (mended === text) throw unreadable;
    try {
      return parseXml(mended);
    } catch (error) {
      throw error instanceof XmlError ? unreadable : error;
    }
  }
}

/** The forms of a form list (`server-apis` §1.2); an entry without an id is no form. */
export function readFormList(bytes: Uint8Array, base: URL): readonly FormRef[] {
  // Aggregate keeps a `/` in a form ID as an entity that XML does not know (`server-apis` §6.2): it stays as it is.
  const list = listRoot(bytes, 'xforms', { host: base.host, file: 'formList' });
  const forms = new Map<string, FormRef>();
  for (const entry of childrenOf(list, 'xform')) {
    const formId = textOf(childOf(entry, 'formID'));
    if (formId === null) continue;
    const hash = formHash(textOf(childOf(entry, 'hash')));
    const version = textOf(childOf(entry, 'version')) ?? textOf(childOf(entry, 'majorMinorVersion'));
    forms.set(JSON.stringify([formId, version]), {
      formId,
      version,
      name: textOf(childOf(entry, 'name')) ?? formId,
      locator: named(entry, 'downloadUrl', base) ?? below(base, 'formXml', { formId }).href,
      mediaLocator: named(entry, 'manifestUrl', base),
      ...(hash === null ? {} : { hash }),
    });
  }
  return [...forms.values()];
}

/** The hash of a definition as an OpenRosa list writes it; null when it is none. */
export function formHash(text: string | null): FormHash | null {
  const md5 = /^md5:([0-9a-f]{32})$/i.exec(text ?? '')?.[1];
  return md5 === undefined ? null : { algorithm: 'md5', hex: md5.toLowerCase() };
}

/** An address as the server wrote it, if it is one; which address it means is decided when it is fetched. */
function named(entry: XmlElement, local: string, base: URL): string | null {
  const text = textOf(childOf(entry, local));
  return text === null || namedAddresses(text, base).length === 0 ? null : text;
}

/** Whether another address for the same thing may work although this one failed. */
export function isElsewhere(error: unknown): boolean {
  return (
    isProblem(error) &&
    [
      'net.not_found',
      'net.forbidden',
      'net.login_elsewhere',
      'net.web_page',
      'net.unexpected_status',
    ].includes(error.code)
  );
}
