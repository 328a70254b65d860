import { isName } from '../ground/xml/names.ts';

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
