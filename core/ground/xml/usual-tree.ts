import { isXmlCharacter } from './characters.ts';
import { MAX_DEPTH, MAX_ELEMENTS, type XmlAttribute, type XmlElement } from './tree.ts';

/**
 * A quick reader of documents as most programs write them: tags, attributes, text, references, and an XML
 * declaration. Everything else, valid or not, is left to the parser: this reader never refuses a document, and
 * never reads one in another way than the parser.
 */

/** Forbidden characters, carriage returns, comments, CDATA, instructions, document types, `]]>`. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that XML 1.0 forbids.
const UNUSUAL = /[\0-\u0008\u000b-\u001f\udbff\ufffe\uffff]|<[!?]|\]\]>/;
const DECLARATION = /^<\?xml version=(["'])1\.0\1(?: encoding=(["'])[A-Za-z][\w.-]*\2)? ?\?>[ \t\n]*/;
const BLANK = /^[ \t\n]*$/;

const NAME = /^[A-Za-z_][\w.-]*$/;
const TAG = /^((?:[A-Za-z_][\w.-]*:)?[A-Za-z_][\w.-]*)(?:[ \t\n]|$)/;
/** An attribute. In a value, the parser turns line breaks and tabs into spaces. */
const ATTRIBUTE =
  /[ \t\n]+(?:([A-Za-z_][\w.-]*):)?([A-Za-z_][\w.-]*)[ \t\n]*=[ \t\n]*(?:"([^"<\t\n]*)"|'([^'<\t\n]*)')/y;

const REFERENCE = /&(?:(amp|lt|gt|quot|apos);|#([0-9]{1,7});|#x([0-9a-fA-F]{1,6});)?/g;
const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
/** The last plane of private use has the mark of `stand-ins.ts`. */
const FIRST_OF_LAST_PLANE = 0x100000;

/**
 * The parser reads a tag with more attributes, or a place with more namespaces. Here, the time for a document
 * would grow faster than its length.
 */
const MOST_ATTRIBUTES = 64;
const MOST_PREFIXES = 64;

const SLASH = 0x2f;
const LESS = 0x3c;

/** The prefixes that are bound at one place of a document. The default namespace has the prefix ''. */
type Scope = ReadonlyMap<string, string>;
const OUTSIDE: Scope = new Map();

const NO_ATTRIBUTES: readonly XmlAttribute[] = [];

interface Growing extends XmlElement {
  readonly children: Growing[];
  text: string;
}

interface Open {
  readonly element: Growing;
  /** The name with its prefix, as it must stand in the end tag. */
  readonly name: string;
  readonly scope: Scope;
}

/** Returns the root of a document. Takes all of its text. Null when the document needs the parser. */
export function readUsual(document: string): XmlElement | null {
  const text = document.slice(DECLARATION.exec(document)?.[0].length ?? 0);
  if (text.charCodeAt(0) !== LESS || UNUSUAL.test(text)) return null;
  const stack: Open[] = [];
  let root: Growing | null = null;
  let elements = 0;
  let top: Open | undefined;
  for (let at = 0; ; ) {
    const start = text.indexOf('<', at);
    if (top === undefined && root !== null) {
      return start < 0 && BLANK.test(text.slice(at)) ? root : null;
    }
    const end = start < 0 ? -1 : text.indexOf('>', start);
    if (end < 0) return null;
    if (top !== undefined && start > at) {
      const piece = withoutReferences(text.slice(at, start));
      if (piece === null) return null;
      top.element.text += piece;
    }
    at = end + 1;
    if (text.charCodeAt(start + 1) === SLASH) {
      if (top === undefined || end !== start + 2 + top.name.length) return null;
      if (!text.startsWith(top.name, start + 2)) return null;
      stack.pop();
      top = stack[stack.length - 1];
      continue;
    }
    const isEmpty = text.charCodeAt(end - 1) === SLASH;
    const open = opened(text.slice(start + 1, isEmpty ? end - 1 : end), top);
    elements += 1;
    if (open === null || stack.length >= MAX_DEPTH || elements > MAX_ELEMENTS) return null;
    if (top === undefined) root = open.element;
    else top.element.children.push(open.element);
    if (isEmpty) continue;
    stack.push(open);
    top = open;
  }
}

/** The element that a start tag begins. Takes the tag without its brackets, and what it stands in. */
function opened(tag: string, parent: Open | undefined): Open | null {
  const at = parent === undefined ? 0 : parent.element.text.length;
  const outer = parent === undefined ? OUTSIDE : parent.scope;
  if (NAME.test(tag)) {
    const ns = outer.get('') ?? '';
    const element = { at, local: tag, ns, attributes: NO_ATTRIBUTES, children: [], text: '' };
    return { element, name: tag, scope: outer };
  }
  const name = TAG.exec(tag)?.[1];
  if (name === undefined) return null;
  const written = attributesIn(tag, name.length);
  const scope = written === null ? null : scopeOf(written, outer);
  if (written === null || scope === null) return null;
  const colon = name.indexOf(':');
  const ns = namespaceOf(name.slice(0, Math.max(0, colon)), scope);
  const attributes = resolved(written, scope);
  if (ns === null || attributes === null) return null;
  const element = { at, local: name.slice(colon + 1), ns, attributes, children: [], text: '' };
  return { element, name, scope };
}

interface Written {
  readonly prefix: string;
  readonly local: string;
  readonly value: string;
}

function attributesIn(tag: string, from: number): Written[] | null {
  const written: Written[] = [];
  let at = from;
  for (;;) {
    ATTRIBUTE.lastIndex = at;
    const found = ATTRIBUTE.exec(tag);
    if (found === null) return BLANK.test(tag.slice(at)) ? written : null;
    at = ATTRIBUTE.lastIndex;
    const [, prefix = '', local = '', double, single = ''] = found;
    const value = withoutReferences(double ?? single);
    if (value === null) return null;
    if (written.length === MOST_ATTRIBUTES) return null;
    written.push({ prefix, local, value });
  }
}

/** Whether an attribute declares a namespace. */
const isDeclaration = ({ prefix, local }: Written): boolean =>
  prefix === 'xmlns' || (prefix === '' && local === 'xmlns');

/** The scope inside an element. Null when a declaration is not a usual one. */
function scopeOf(written: readonly Written[], outer: Scope): Scope | null {
  const declared = written.filter(isDeclaration);
  if (declared.length === 0) return outer;
  const scope = new Map(outer);
  const seen = new Set<string>();
  for (const { prefix, local, value } of declared) {
    const bound = prefix === '' ? '' : local;
    const isReserved = bound.startsWith('xml') || value.startsWith('http://www.w3.org/XML/');
    const isUndeclared = bound !== '' && value === '';
    const isOdd = value !== value.trim() || value.startsWith('http://www.w3.org/2000/xmlns');
    if (seen.has(bound) || isReserved || isUndeclared || isOdd) return null;
    seen.add(bound);
    scope.set(bound, value);
  }
  return scope.size > MOST_PREFIXES ? null : scope;
}

function namespaceOf(prefix: string, scope: Scope): string | null {
  return scope.get(prefix) ?? (prefix === '' ? '' : null);
}

/** The attributes that declare no namespace. Null when two have one name, or a prefix is not bound. */
function resolved(written: readonly Written[], scope: Scope): XmlAttribute[] | null {
  const attributes: XmlAttribute[] = [];
  for (const one of written) {
    if (isDeclaration(one)) continue;
    const { prefix, local, value } = one;
    // The default namespace is not one of attributes.
    const ns = prefix === '' ? '' : namespaceOf(prefix, scope);
    if (ns === null || attributes.some((other) => other.local === local)) return null;
    attributes.push({ local, ns, value });
  }
  return attributes;
}

/** A text with its references replaced. Null when one of them is not a usual one. */
function withoutReferences(text: string): string | null {
  if (!text.includes('&')) return text;
  let isUsual = true;
  const replaced = text.replace(REFERENCE, (_, name?: string, decimal?: string, hex?: string) => {
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    const character = name === undefined ? characterOf(code) : NAMED[name];
    isUsual &&= character !== undefined;
    return character ?? '';
  });
  return isUsual ? replaced : null;
}

function characterOf(code: number): string | undefined {
  return isXmlCharacter(code) && code < FIRST_OF_LAST_PLANE ? String.fromCodePoint(code) : undefined;
}
