import { isName, NAME, PREFIX } from '../ground/xml/names.ts';

/**
 * Returns the path of an XForm reference: names from below the root, joined with `/`. Takes the reference
 * (`/data/group/field`, `field`, `./field`, `../field`) and the path that it is relative to. Leaves out
 * prefixes and predicates. Returns '' for the root itself, and null for a text that is not a path.
 */
export function pathOf(reference: string, context: string): string | null {
  const text = reference
    .trim()
    .replace(/\[[^[\]]*\]/g, '')
    .replace(/^current\(\)\//, './');
  if (text === '') return null;
  const isAbsolute = text.startsWith('/');
  const names = isAbsolute ? [] : context.split('/').filter((name) => name !== '');
  const steps = text.split('/').filter((step) => step !== '');
  if (isAbsolute) steps.shift();
  for (const step of steps) {
    if (step === '.') continue;
    if (step === '..') {
      names.pop();
      continue;
    }
    const name = step.slice(step.indexOf(':') + 1);
    if (!isName(name)) return null;
    names.push(name);
  }
  return names.join('/');
}

const STEP = `(?:\\.\\.|\\.|${PREFIX}${NAME})`;
/** Not inside of another one, and not behind a bracket: `instance('x')/root/item` is in another instance. */
const PATH = new RegExp(`(?:current\\(\\)|(?<![^\\s,(+*=<>|!-])(?:${STEP})?)(?:/${STEP})+`, 'gu');

/**
 * Returns the paths that an expression names, each once; those inside of predicates come first. Takes the path
 * of the question that it is about. A single name is none of them: it would be inside of the question.
 */
export function pathsIn(expression: string, context: string): readonly string[] {
  const found = new Set<string>();
  const take = (text: string): void => {
    for (const [reference] of text.matchAll(PATH)) {
      const path = pathOf(reference, context);
      if (path !== null && path !== '' && path !== context) found.add(path);
    }
  };
  // What is in quotes names nothing.
  const unquoted = expression.replace(/"[^"]*"|'[^']*'/g, "''");
  // A predicate leaves nothing in the text around it.
  const around: string[] = [];
  let text = '';
  for (const piece of unquoted.split(/([[\]])/)) {
    if (piece === '[') {
      around.push(text);
      text = '';
    } else if (piece === ']' && around.length > 0) {
      take(text);
      text = around.pop() ?? '';
    } else text += piece;
  }
  for (const one of [...around, text].reverse()) take(one);
  return [...found];
}
