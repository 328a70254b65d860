import type { FieldType, FormModel, FormNode } from '../../model/form.ts';
import { labelIn } from '../../xform/label.ts';
import { fieldsOf } from '../analysis/fields-of.ts';
import { DATE, type TreatmentName } from './rules.ts';
import { type Identifies, suggestionsFor } from './suggest.ts';

/**
 * What a user decides about, before an export without what identifies people: a question, all questions of a
 * group or a repeat, or the date of submission.
 */
export interface QuestionToTreat {
  readonly kind: 'question' | 'group' | 'repeat' | 'date';
  /** As rules name it. */
  readonly path: string;
  /** '' for the date of submission. */
  readonly label: string;
  /** How many questions a group or a repeat has; else 1. */
  readonly questions: number;
  /** True when a repeat asks it. */
  readonly isInRepeat: boolean;
  /** What can be done to answers of its type. */
  readonly offered: readonly TreatmentName[];
  /** Why it may identify people, and what is often done then; null when nothing tells so. */
  readonly suggestion: {
    readonly why: Identifies | 'submission date';
    readonly do: TreatmentName;
  } | null;
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

/** Every export has its column, so it cannot be left out. The second of a submission may tell whose it is. */
const SUBMISSION_DATE: QuestionToTreat = {
  kind: 'date',
  path: DATE,
  label: '',
  questions: 1,
  isInRepeat: false,
  offered: ['month', 'year', 'blank', 'keep'],
  suggestion: { why: 'submission date', do: 'month' },
};

/**
 * Returns what a user decides about in a form: the date of submission, and then the questions of all its
 * definitions, the newest first, each group and repeat before its questions, with what is suggested for each.
 * Nothing is decided. What every form has is treated in any case, and is not among them: keys, IDs and names of
 * submissions, their entities, audit logs, submitter and device.
 */
export function questionsToTreat(
  models: readonly FormModel[],
  language: string | null,
): readonly QuestionToTreat[] {
  const suggestions = new Map(suggestionsFor(models).map((one) => [one.path, one]));
  const found = new Map<string, QuestionToTreat>([[DATE, SUBMISSION_DATE]]);
  for (const model of models) {
    const wanted = language ?? model.languages[0] ?? null;
    const walk = (nodes: readonly FormNode[], isInRepeat: boolean): void => {
      for (const node of nodes) {
        const { path, name, labels } = node;
        const label = labelIn(labels, wanted, model.languages) ?? name;
        if (node.kind !== 'field') {
          if (name === 'meta') continue;
          const isInside = isInRepeat || node.kind === 'repeat';
          const questions = fieldsOf(node).length;
          if (questions > 0 && !found.has(path)) {
            const { kind } = node;
            found.set(path, {
              ...{ kind, path, label, questions, isInRepeat: isInside },
              ...{ offered: ALWAYS, suggestion: null },
            });
          }
          walk(node.children, isInside);
        } else if (!found.has(path)) {
          const suggestion = suggestions.get(path) ?? null;
          const offered = [...(OF_TYPE[node.type] ?? []), ...ALWAYS];
          found.set(path, {
            ...{ kind: 'question', path, label, questions: 1, isInRepeat },
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
