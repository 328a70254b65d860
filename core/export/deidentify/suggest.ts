import type { FieldType, FormField, FormModel } from '../../model/form.ts';
import { fieldsOf } from '../analysis/fields-of.ts';
import type { TreatmentName } from './rules.ts';
import { ofMeta } from './treatments.ts';
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
 * languages (`words.json`), by their types, and because the form computes them from such a question. Takes all
 * definitions. Questions that every form has are not among them.
 */
export function suggestionsFor(models: readonly FormModel[]): readonly Suggestion[] {
  const fields = models.flatMap(fieldsOf).filter(({ path }) => ofMeta(path) === null);
  const found = new Map<string, Suggestion>();
  for (const field of fields) {
    const why = found.has(field.path) ? null : identifies(field);
    if (why !== null) found.set(field.path, { path: field.path, why, do: DO[why] });
  }
  addComputed(fields, found);
  // In the order of the form.
  return [...new Set(fields.map(({ path }) => path))].flatMap((path) => found.get(path) ?? []);
}

/** Adds the questions that are computed from those found, and from these in turn. A path can be that of a group. */
function addComputed(fields: readonly FormField[], found: Map<string, Suggestion>): void {
  const computed = fields.filter(({ computedFrom }) => computedFrom !== undefined);
  for (let known = -1; known !== found.size; ) {
    known = found.size;
    for (const { path, type, computedFrom = [] } of computed) {
      if (found.has(path)) continue;
      const sources = [...found.values()].filter((source) =>
        computedFrom.some((one) => source.path === one || source.path.startsWith(`${one}/`)),
      );
      const why = WORST.find((one) => sources.some((source) => source.why === one));
      if (why !== undefined) found.set(path, { path, why, do: treatmentOf(why, type) });
    }
  }
}

/** What a computed question is: it may have another type than what it is computed from. */
function treatmentOf(why: Identifies, type: FieldType): TreatmentName {
  const isDate = type === 'date' || type === 'dateTime';
  const fitsType = {
    year: isDate,
    band: type === 'int' || type === 'decimal' || type === 'string',
    grid: /^geo/.test(type),
  };
  const wanted = DO[why];
  return wanted in fitsType && !fitsType[wanted as keyof typeof fitsType] ? 'leave-out' : wanted;
}

/** Why a question may identify people, the worst first: what is computed from several is as its worst one. */
const WORST: readonly Identifies[] = [
  'name',
  'phone',
  'id',
  'address',
  'location',
  'birth',
  'free text',
  'media',
  'age',
];

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
