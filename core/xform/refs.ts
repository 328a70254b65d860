import { isName } from '../ground/xml/names.ts';

/**
 * The path of an XForm reference as the model has it: names from below the root, joined with `/`. Takes the reference
 * (`/data/group/field`, `field`, `./field`, `../field`) and the path that it stands under. Prefixes and predicates are
 * left out. Returns '' for the root itself, null for what is no path.
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
