import { NAME, PREFIX } from '../ground/xml/names.ts';

/**
 * One piece of an XPath expression. A path is a reference without predicates. A call is a function name and
 * its `(`.
 */
export type Token =
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'path'; readonly value: string }
  | { readonly kind: 'call'; readonly value: string }
  | { readonly kind: 'sign'; readonly value: string };

const QNAME = `${PREFIX}${NAME}`;
const STEP = `(?:\\.\\.|\\.|${QNAME})`;
const PATH = `(?:current\\(\\)|${STEP})?(?:/${STEP})+|current\\(\\)|${STEP}`;
const TOKEN = new RegExp(
  `\\s*(?:"([^"]*)"|'([^']*)'|(\\d+(?:\\.\\d*)?|\\.\\d+)|(${PATH})(\\s*\\()?|(!=|<=|>=|[=<>(),]))`,
  'uy',
);

/**
 * Cuts an XPath expression into tokens, in one pass. Returns null for anything beyond the simple filters of
 * choices: arithmetic, predicates inside paths, wildcards, attributes.
 */
export function tokensOf(expression: string): readonly Token[] | null {
  const text = expression.trimEnd();
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const match = TOKEN.exec(text);
    if (match === null) return null;
    const [, double, single, number, path, bracket, sign] = match;
    if (bracket !== undefined && (path === 'and' || path === 'or')) {
      // In `a = 1 and (b = 2)` the bracket belongs to the expression behind `and`.
      tokens.push({ kind: 'path', value: path }, { kind: 'sign', value: '(' });
    } else if (path !== undefined && bracket !== undefined) tokens.push({ kind: 'call', value: path });
    else if (path !== undefined) tokens.push({ kind: 'path', value: path });
    else if (number !== undefined) tokens.push({ kind: 'number', value: Number(number) });
    else if (sign !== undefined) tokens.push({ kind: 'sign', value: sign });
    else tokens.push({ kind: 'text', value: double ?? single ?? '' });
  }
  return tokens;
}
