import type { DeidentifyRules, QuestionToTreat, Treatment } from '../../../electron/ipc/export.ts';

/** What the dialog holds: a treatment for each question that has one, and all the rest of the rules. */
export interface Decisions {
  /** By path. A question that is not here is not decided. */
  readonly treated: ReadonlyMap<string, Treatment>;
  readonly media: boolean;
  /** The questions whose combinations of answers are counted. */
  readonly grouped: readonly string[];
  readonly k: number;
  /** Rules for other forms, for every form, for groups and for the date of submission: they stay. */
  readonly kept: DeidentifyRules['columns'];
  /** Columns to count that this form does not have: they stay while some are counted. */
  readonly groupedElsewhere: readonly string[];
}

export const DEFAULT_K = 5;
/** What a grid and a band are without a size, as the export reads them. */
export const DEFAULT_SIZES = { grid: 0.1, band: 5 } as const;

/** Takes the rules of a form apart. */
export function decisionsOf(
  rules: DeidentifyRules | null,
  formId: string,
  questions: readonly QuestionToTreat[],
): Decisions {
  const paths = new Set(questions.map(({ path }) => path));
  const columns = rules?.columns ?? [];
  const isOwn = ({ column, form }: DeidentifyRules['columns'][number]): boolean =>
    form === formId && paths.has(column);
  const treated = columns
    .filter(isOwn)
    .map(
      ({ column, do: name, size }) =>
        [column, size === undefined ? { do: name } : { do: name, size }] as const,
    );
  const grouped = rules?.kAnonymity?.columns ?? [];
  return {
    treated: new Map(treated),
    media: rules?.media ?? false,
    grouped: grouped.filter((path) => paths.has(path)),
    k: rules?.kAnonymity?.k ?? DEFAULT_K,
    kept: columns.filter((rule) => !isOwn(rule)),
    groupedElsewhere: grouped.filter((path) => !paths.has(path)),
  };
}

/** Puts the rules together again. */
export function rulesOf(decisions: Decisions, formId: string): DeidentifyRules {
  const { treated, media, grouped, k, kept, groupedElsewhere } = decisions;
  const own = [...treated].map(([column, treatment]) => ({ column, form: formId, ...treatment }));
  const columns = [...grouped, ...groupedElsewhere];
  return {
    columns: [...kept, ...own],
    media,
    kAnonymity: columns.length === 0 ? null : { columns, k },
  };
}

/** Takes what is suggested for every question that is not decided. */
export function withSuggestions(decisions: Decisions, questions: readonly QuestionToTreat[]): Decisions {
  const treated = new Map(decisions.treated);
  for (const { path, suggestion } of questions) {
    if (suggestion !== null && !treated.has(path)) treated.set(path, { do: suggestion.do });
  }
  return { ...decisions, treated };
}
