import type { FieldType, FormModel, FormNode } from '../../model/form.ts';
import { labelIn } from '../../xform/label.ts';
import type { TreatmentName } from './rules.ts';
import { type Identifies, suggestionsFor } from './suggest.ts';

/** A question that a user decides about, before an export without what identifies people. */
export interface QuestionToTreat {
  readonly path: string;
  readonly label: string;
  /** True when a repeat asks it. */
  readonly isInRepeat: boolean;
  /** What can be done to answers of its type. */
  readonly offered: readonly TreatmentName[];
  /** Why it may identify people, and what is often done then; null when nothing tells so. */
  readonly suggestion: { readonly why: Identifies; readonly do: TreatmentName } | null;
}

/** For every type of answer. */
const ALWAYS: readonly TreatmentName[] = ['leave-out', 'pseudonymise', 'blank', 'keep'];
/** For some types, before the others. */
const OF_TYPE: Readonly<Partial<Record<FieldType, readonly TreatmentName[]>>> = {
  date: ['month', 'year'],
  dateTime: ['month', 'year'],
  geopoint: ['grid'],
  geotrace: ['grid'],
  geoshape: ['grid'],
  int: ['band'],
  decimal: ['band'],
};

/**
 * Returns the questions of a form in all its definitions, the newest first, with what is suggested for each.
 * Nothing is decided. The questions that every form has are treated in any case, and are not among them.
 */
export function questionsToTreat(
  models: readonly FormModel[],
  language: string | null,
): readonly QuestionToTreat[] {
  const suggestions = new Map(suggestionsFor(models).map((one) => [one.path, one]));
  const found = new Map<string, QuestionToTreat>();
  for (const model of models) {
    const wanted = language ?? model.languages[0] ?? null;
    const walk = (nodes: readonly FormNode[], isInRepeat: boolean): void => {
      for (const node of nodes) {
        if (node.kind !== 'field') walk(node.children, isInRepeat || node.kind === 'repeat');
        else if (!found.has(node.path) && !/(?:^|\/)meta\//.test(node.path)) {
          const { path, name, labels, type } = node;
          const suggestion = suggestions.get(path) ?? null;
          const offered = [...(OF_TYPE[type] ?? []), ...ALWAYS];
          found.set(path, {
            path,
            label: labelIn(labels, wanted, model.languages) ?? name,
            isInRepeat,
            // A text can hold an age or a date of birth.
            offered:
              suggestion === null || offered.includes(suggestion.do) ? offered : [suggestion.do, ...offered],
            suggestion: suggestion === null ? null : { why: suggestion.why, do: suggestion.do },
          });
        }
      }
    };
    walk(model.children, false);
  }
  return [...found.values()];
}
