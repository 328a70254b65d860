import type { Labels } from '../model/form.ts';

/**
 * The text of a label without its markup, in one line. Forms write bold and italic words, headings, links and
 * colours in Markdown and HTML, as far as ODK Collect and Enketo show them. Marks that could be meant as
 * written (`5*3*2`, `snake_case`, `a < b`, `# of children`) stay. Takes the text as the form has it. Each run
 * of white space becomes one space.
 */
export function plainText(text: string): string {
  const line = inOneLine(text);
  if (!/[*_#[<&\\]/.test(text)) return line;
  const plain = inOneLine(withoutMarkup(text));
  return plain === '' ? line : plain;
}

/** Labels as plain texts; those without any are left out. */
export function plainLabels(labels: Labels): Labels {
  const plain = Object.entries(labels).map(([language, text]) => [language, plainText(text)] as const);
  return Object.fromEntries(plain.filter(([, text]) => text !== ''));
}

function inOneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/**
 * Every pattern stops at the next mark of its kind, so the time grows with the length of the text only. Long
 * and short marks are tried in turn, because one may stand inside of the other.
 */
function withoutMarkup(text: string): string {
  return text
    .replace(ESCAPED, (_, mark: string) => `${HIDDEN}${MARKS.indexOf(mark)}`)
    .replace(TAG, (_, name: string) => (BLOCKS.has(name.toLowerCase()) ? ' ' : ''))
    .replace(HEADING, '')
    .replace(LINK, '$1')
    .replace(STAR, '$1')
    .replace(STARS, '$1')
    .replace(STAR, '$1')
    .replace(LINE, '$1')
    .replace(LINES, '$1')
    .replace(LINE, '$1')
    .replace(ENTITY, (entity, name: string) => ENTITIES.get(name) ?? entity)
    .replace(SHOWN, (hidden, mark: string) => MARKS[Number(mark)] ?? hidden);
}

/** No XML document can hold this character. */
const HIDDEN = '\ufffe';
const MARKS = '*_#[]\\';
const ESCAPED = /\\([*_#[\]\\])/g;
const SHOWN = /\ufffe(\d)/g;

const TAG =
  /<\/?(a(?=\s)|(?<=\/)a|b|big|br|center|code|del|div|em|font|h[1-6]|hr|i|li|mark|ol|p|pre|s|small|span|strike|strong|sub|sup|u|ul)(?:\s+[a-z-]+\s*=\s*(?:"[^"<>]*"|'[^'<>]*'|[^\s"'<>=]+))*\s*\/?>/gi;
/** Tags that end a line or a word. */
const BLOCKS = new Set([
  'br',
  'center',
  'div',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'hr',
  'li',
  'ol',
  'p',
  'ul',
]);

/** One `#` in front of a small letter means "number of". */
const HEADING = /^[^\S\n]*(?:#{2,6}[^\S\n]+|#[^\S\n]+(?!\p{Ll}))/gmu;
const LINK = /\[([^[\]\n]+)\]\((?:[a-z]+:|www\.|[#/])[^()\s]*\)/gi;

/** The same for `*text*` and `**text**`, `_text_` and `__text__`; never inside of a word. */
const STAR = /(?<![\p{L}\p{M}\p{N}*])\*(?![\s*\p{Pe}])([^*\n]+)(?<![\s\p{Ps}])\*(?![\p{L}\p{M}\p{N}*])/gu;
const STARS = /(?<![\p{L}\p{M}\p{N}])\*\*(?![\s\p{Pe}])([^*]+)(?<![\s\p{Ps}])\*\*(?![\p{L}\p{M}\p{N}])/gu;
const INSIDE = String.raw`(?:[^_\n]|(?<=[\p{L}\p{M}\p{N}])_(?=[\p{L}\p{M}\p{N}]))+`;
const LINE = new RegExp(
  String.raw`(?<![\p{L}\p{M}\p{N}_])_(?![\s_\p{Pe}])(${INSIDE})(?<![\s\p{Ps}])_(?![\p{L}\p{M}\p{N}_])`,
  'gu',
);
const LINES = new RegExp(
  String.raw`(?<![\p{L}\p{M}\p{N}])__(?![\s\p{Pe}])(${INSIDE.replace('\\n', '')})(?<![\s\p{Ps}])__(?![\p{L}\p{M}\p{N}])`,
  'gu',
);

const ENTITY = /&(nbsp|lt|gt|quot|apos|#39|#160|amp);/g;
const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['nbsp', ' '],
  ['#160', ' '],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['#39', "'"],
  ['amp', '&'],
]);
