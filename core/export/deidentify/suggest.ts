import type { FormField, FormModel, FormNode } from '../../model/form.ts';
import type { TreatmentName } from './rules.ts';
import words from './words.json' with { type: 'json' };

/** Why a question may identify people. */
export type Identifies = keyof typeof words | 'location' | 'free text' | 'media';

/** A question that may identify people, and what is often done to it. It is for the user to decide. */
export interface Suggestion {
  readonly path: string;
  readonly why: Identifies;
  readonly do: TreatmentName;
}

const DO: Readonly<Record<Identifies, TreatmentName>> = {
  name: 'leave-out',
  phone: 'leave-out',
  address: 'leave-out',
  id: 'pseudonymise',
  birth: 'year',
  age: 'band',
  location: 'grid',
  'free text': 'blank',
  media: 'leave-out',
};

/**
 * Returns the questions of a form that may identify people: by the words in their names and labels, in six
 * languages (`words.json`), and by their types. Takes all definitions. Questions that every form has are not
 * among them.
 */
export function suggestionsFor(models: readonly FormModel[]): readonly Suggestion[] {
  const found = new Map<string, Suggestion>();
  const walk = (nodes: readonly FormNode[]): void => {
    for (const node of nodes) {
      if (node.kind !== 'field') walk(node.children);
      else if (!found.has(node.path) && !/(?:^|\/)meta\//.test(node.path)) {
        const why = identifies(node);
        if (why !== null) found.set(node.path, { path: node.path, why, do: DO[why] });
      }
    }
  };
  for (const model of models) walk(model.children);
  return [...found.values()];
}

function identifies(field: FormField): Identifies | null {
  const { name, type, labels, choices } = field;
  if (type === 'binary') return 'media';
  if (type === 'geopoint' || type === 'geotrace' || type === 'geoshape') return 'location';
  const texts = [name, ...Object.values(labels)].map(folded);
  const by = KINDS.find(([, patterns]) =>
    texts.some((text) => patterns.some((pattern) => pattern.test(text))),
  );
  if (by !== undefined) return fits(by[0], field) ? by[0] : null;
  return type === 'string' && choices === null && field.isCalculated !== true && field.readonly === undefined
    ? 'free text'
    : null;
}

/** A question with choices that has "name" in its label asks for something else: the name of a district. */
function fits(why: keyof typeof words, { type }: FormField): boolean {
  if (why === 'birth') return type === 'date' || type === 'dateTime' || type === 'string' || type === 'int';
  if (why === 'age') return type === 'int' || type === 'decimal' || type === 'string';
  return type === 'string' || type === 'int' || type === 'decimal' || type === 'barcode';
}

const KINDS = (Object.entries(words) as [keyof typeof words, string[]][]).map(
  ([why, list]) => [why, list.map(patternOf)] as const,
);

/** A word as a whole, also as a part of a name such as `phone_number` or `phoneNumber`. */
function patternOf(word: string): RegExp {
  return new RegExp(`(?<![\\p{L}\\p{M}])${folded(word)}(?![\\p{L}\\p{M}])`, 'u');
}

/** Small letters without accents; underscores and capitals inside a name part its words. */
function folded(text: string): string {
  return text
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase()
    .replace(/[_\-.0-9]+/g, ' ');
}
