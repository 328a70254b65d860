import { isUtf8 } from 'node:buffer';
import { decodeXml, encodingOf } from '../../ground/xml/decode.ts';
import { NAME, PREFIX } from '../../ground/xml/names.ts';
import { hideOdd, revealMarkup, revealText, zerosAt } from '../../ground/xml/stand-ins.ts';
import { xmlParser } from '../../ground/xml/tree.ts';
import { trimXml } from '../../ground/xml/xml.ts';
import { type ListedFile, listedFile } from './listed-file.ts';
import { readUsualEnvelope } from './usual-envelope.ts';

/** What `downloadSubmission` gives: the submission as a document of its own, and its files. */
export interface Envelope {
  readonly xml: Uint8Array;
  readonly files: readonly ListedFile[];
}

const MAX_DEPTH = 200;

/**
 * Takes the submission out of the response of `downloadSubmission` (`server-apis` §1.6): the first child of the first
 * `data`, byte for byte as it stands there. Only where it would not be well-formed by itself are the prefixes added
 * that the envelope declares for it, and doubled `xmlns` attributes removed (Briefcase #902). An envelope that is not
 * well-formed (Ona and Kobo do not escape file names) is cut by its tags instead, so that its answers are kept. Null
 * when there is no submission in it. The default namespace of the envelope is not carried over: servers insert
 * submissions as text, so that it is not theirs.
 */
export function readEnvelope(response: Uint8Array): Envelope | null {
  // Where bytes are no text they must come out as they came in, so that they are told of and not put right in silence.
  const isDamaged = encodingOf(response) === 'utf-8' && !isUtf8(response);
  const decoded = isDamaged ? Buffer.from(response).toString('latin1') : decodeXml(response);
  const text = hideOdd(decoded.slice(0, zerosAt(decoded)));
  const found = readUsualEnvelope(text) ?? standalone(parse(text) ?? cut(text));
  if (found === null) return null;
  const shown = (value: string): string => {
    const written = revealText(value, () => {});
    return isDamaged ? Buffer.from(written, 'latin1').toString('utf8') : written.toWellFormed();
  };
  return {
    xml: Buffer.from(revealMarkup(found.submission), isDamaged ? 'latin1' : 'utf8'),
    files: found.files.map(({ name, md5, url }) => ({ name: shown(name), md5, url: shown(url) })),
  };
}

interface Found {
  readonly submission: string;
  /** Namespace prefixes that the envelope declares, with their values as text of an attribute. */
  readonly prefixes: ReadonlyMap<string, string>;
  readonly files: readonly ListedFile[];
}

/** Reads a well-formed envelope; null when it is not, or holds no submission. */
function parse(text: string): Found | null {
  const parser = xmlParser();
  const prefixes = new Map<string, string>();
  const files: ListedFile[] = [];
  const path: string[] = [];
  let own = '';
  let file: Map<string, string> | null = null;
  let wrapper = 0;
  let start = -1;
  let end = -1;
  let tagStart = 0;
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('doctype', () => {
    throw new Error('doctype');
  });
  parser.on('opentagstart', () => {
    tagStart = text.lastIndexOf('<', parser.position - 1);
  });
  parser.on('opentag', (tag) => {
    if (path.length >= MAX_DEPTH) throw new Error('too deep');
    const inEnvelope = wrapper === 0 || (path.length === wrapper && start < 0);
    if (wrapper > 0 && path.length === wrapper && start < 0) start = tagStart;
    else if (inEnvelope) {
      for (const [prefix, uri] of Object.entries(tag.ns ?? {})) if (prefix !== '') prefixes.set(prefix, uri);
    }
    path.push(tag.local);
    own = '';
    if (wrapper === 0 && tag.local === 'data' && path.length > 1) wrapper = path.length;
    if (path.length === 2 && tag.local === 'mediaFile') file = new Map();
  });
  const gather = (piece: string) => {
    own += piece;
  };
  parser.on('text', gather);
  parser.on('cdata', gather);
  parser.on('closetag', (tag) => {
    if (path.length === 3) file?.set(tag.local, trimXml(own));
    path.pop();
    if (end < 0 && start >= 0 && path.length === wrapper) end = parser.position;
    if (path.length === 1 && file !== null) {
      files.push(listedFile(file));
      file = null;
    }
  });
  try {
    parser.write(text).close();
  } catch {
    return null;
  }
  return start < 0 || end < 0 ? null : { submission: text.slice(start, end), prefixes, files };
}

const OPEN_DATA = new RegExp(`<${PREFIX}data(?:\\s[^<>]*)?>`, 'u');
const END_DATA = new RegExp(
  `</${PREFIX}data\\s*>\\s*(?=<${PREFIX}mediaFile[\\s>]|</${PREFIX}submission\\s*>)`,
  'gu',
);
const DECLARED = new RegExp(`\\sxmlns:(${NAME})\\s*=\\s*(["'])(.*?)\\2`, 'gsu');

/** Cuts an envelope that is not well-formed by its tags. */
function cut(text: string): Found | null {
  const open = OPEN_DATA.exec(text);
  if (open === null || /<!DOCTYPE/i.test(text.slice(0, open.index))) return null;
  // The answers may hold such tags as well: the envelope's own end is the last one.
  const close = [...text.matchAll(END_DATA)].at(-1);
  if (close === undefined) return null;
  const submission = text.slice(open.index + open[0].length, close.index);
  if (submission.trim() === '') return null;
  const head = text.slice(0, open.index + open[0].length);
  const prefixes = new Map<string, string>();
  for (const [, prefix = '', , uri = ''] of head.matchAll(DECLARED)) {
    prefixes.set(prefix, plain(uri));
  }
  const files: ListedFile[] = [];
  for (const { inner } of elementsIn(text.slice(close.index), ['mediaFile'])) {
    const entry = new Map<string, string>();
    for (const { name, inner: value } of elementsIn(inner, ['filename', 'hash', 'downloadUrl'])) {
      entry.set(name, trimXml(plain(value)));
    }
    files.push(listedFile(entry));
  }
  return { submission: submission.trim(), prefixes, files };
}

/**
 * The elements of these names, one after the other, each from its start tag to the first end tag like it; what is in
 * one is not looked at. Walks over the tags once, however many of them are never closed.
 */
function* elementsIn(
  text: string,
  names: readonly string[],
): Generator<{ readonly name: string; readonly inner: string }> {
  const tag = new RegExp(`<(/?)(${PREFIX})(${names.join('|')})(?:\\s[^<>]*)?>`, 'gu');
  let open: { readonly whole: string; readonly name: string; readonly from: number } | null = null;
  for (const match of text.matchAll(tag)) {
    const [all, slash, prefix = '', name = ''] = match;
    if (slash === '' && open === null) open = { whole: prefix + name, name, from: match.index + all.length };
    if (slash === '' || open === null || open.whole !== prefix + name) continue;
    yield { name, inner: text.slice(open.from, match.index) };
    open = null;
  }
}

const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

/** Resolves the references of a text in which a bare `&` may stand too. */
function plain(text: string): string {
  return text.replace(
    /&(?:(lt|gt|quot|apos|amp)|#(\d{1,7})|#x([0-9a-f]{1,6}));/gi,
    (whole, name, ten, hex) => {
      if (name !== undefined) return named[String(name).toLowerCase()] ?? whole;
      const code = ten === undefined ? Number.parseInt(hex, 16) : Number(ten);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}

function isWellFormed(text: string): boolean {
  const parser = xmlParser();
  parser.on('error', (error) => {
    throw error;
  });
  try {
    parser.write(text).close();
    return true;
  } catch {
    return false;
  }
}

/** The same with the submission as a document of its own; unchanged where it is one already. */
function standalone(found: Found | null): Pick<Found, 'submission' | 'files'> | null {
  if (found === null) return null;
  return { submission: alone(found.submission, found.prefixes), files: found.files };
}

function alone(submission: string, prefixes: ReadonlyMap<string, string>): string {
  if (isWellFormed(submission)) return submission;
  const single = submission.replace(START_TAG, withoutDoubles);
  if (isWellFormed(single)) return single;
  const start = START.exec(single);
  if (start === null) return single;
  const [head] = start;
  const added = [...prefixes]
    .filter(([prefix]) => new RegExp(`[<\\s/]${escaped(prefix)}:`).test(single))
    .filter(([prefix]) => !new RegExp(`\\sxmlns:${escaped(prefix)}\\s*=`).test(head))
    .map(([prefix, uri]) => ` xmlns:${prefix}="${uri.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}"`);
  return head + added.join('') + single.slice(head.length);
}

/** What may stand before the root element, then the root's start tag up to the end of its attributes. */
const START =
  /^(?:\s|<\?[^>]*\?>|<!--(?:(?!-->).)*-->)*<[^\s<>/!?]+(?:\s+[^\s=<>]+\s*=\s*(?:"[^"]*"|'[^']*'))*/s;
const START_TAG = /<[^\s<>/!?]+(?:\s+[^\s=<>]+\s*=\s*(?:"[^"]*"|'[^']*'))+/g;

const DECLARATION = new RegExp(`\\s+(xmlns(?::${NAME})?)\\s*=\\s*(?:"[^"]*"|'[^']*')`, 'gu');

/** Keeps the first of several `xmlns` attributes of the same name in a start tag; all else stays as it is. */
function withoutDoubles(tag: string): string {
  const seen = new Set<string>();
  return tag.replace(DECLARATION, (whole, name) => {
    if (seen.has(name)) return '';
    seen.add(name);
    return whole;
  });
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
