import type { DeidentifyRules, QuestionToTreat, Treatment } from '../../../electron/ipc/export.ts';

type Rule = DeidentifyRules['columns'][number];

/** What the dialog holds: a treatment for each question that has one, and all the rest of the rules. */
export interface Decisions {
  /**
   * By path, also of groups and repeats, whose treatment is for all questions inside that have none of their
   * own. A question that is not here, nor in a group that is, is not decided.
   */
  readonly treated: ReadonlyMap<string, Treatment>;
  readonly media: boolean;
  /** The questions whose combinations of answers are counted. */
  readonly grouped: readonly string[];
  readonly k: number;
  /** The rules as they were, in their order: a later one can change what an earlier one does. */
  readonly before: readonly Rule[];
  /** Rules for other forms, for every form, and for what is not listed: they stay as they are. */
  readonly kept: readonly Rule[];
  /** Columns to count that this form does not have: they stay while some are counted. */
  readonly groupedElsewhere: readonly string[];
}

export const DEFAULT_K = 5;
/** What a grid and a band are without a size, as the export reads them. */
export const DEFAULT_SIZES = { grid: 0.1, band: 5 } as const;

/** The rules that are for a form: its own, and those for every form. */
export function rulesFor({ columns }: DeidentifyRules, formId: string): readonly Rule[] {
  return columns.filter(({ form }) => form === undefined || form === formId);
}

/** Takes the rules of a form apart. */
export function decisionsOf(
  rules: DeidentifyRules | null,
  formId: string,
  questions: readonly QuestionToTreat[],
): Decisions {
  const paths = new Set(questions.map(({ path }) => path));
  const before = rules?.columns ?? [];
  const isOwn = ({ column, form }: Rule): boolean => form === formId && paths.has(column);
  const treated = new Map<string, Treatment>();
  for (const rule of before.filter(isOwn)) {
    const { column } = rule;
    // As the export reads them: nothing takes back what is left out, and a group takes back what came before it.
    if (treated.get(column)?.do === 'leave-out' && rule.do !== 'leave-out') continue;
    for (const [path, { do: name }] of treated)
      if (isInside(path, column) && name !== 'leave-out') treated.delete(path);
    treated.delete(column);
    treated.set(column, treatmentOf(rule));
  }
  const grouped = rules?.kAnonymity?.columns ?? [];
  return {
    treated,
    media: rules?.media ?? false,
    grouped: grouped.filter((path) => paths.has(path)),
    k: rules?.kAnonymity?.k ?? DEFAULT_K,
    before,
    kept: before.filter((rule) => !isOwn(rule)),
    groupedElsewhere: grouped.filter((path) => !paths.has(path)),
  };
}

/**
 * Puts the rules together again. Those that nobody has changed keep their places; new and changed ones come
 * last, groups before what is inside them, so that what the user has decided now holds.
 */
export function rulesOf(decisions: Decisions, formId: string): DeidentifyRules {
  const { treated, media, grouped, k, before, kept, groupedElsewhere } = decisions;
  const isKept = new Set(kept);
  const isSame = (rule: Rule): boolean => {
    const now = treated.get(rule.column);
    return now !== undefined && now.do === rule.do && now.size === rule.size;
  };
  const changed = new Set(
    [...treated.keys()].filter((path) => !before.some((rule) => isOwnSame(rule, path))),
  );
  for (const path of treated.keys())
    if ([...changed].some((group) => isInside(path, group))) changed.add(path);
  const stay = before.filter((rule) => isKept.has(rule) || (isSame(rule) && !changed.has(rule.column)));
  const last = [...treated]
    .filter(([path]) => changed.has(path))
    .sort(([one], [other]) => depthOf(one) - depthOf(other))
    .map(([column, treatment]) => ({ column, form: formId, ...treatment }));
  const columns = [...grouped, ...groupedElsewhere];
  return {
    columns: [...stay, ...last],
    media,
    kAnonymity: columns.length === 0 ? null : { columns, k },
  };

  function isOwnSame(rule: Rule, path: string): boolean {
    return !isKept.has(rule) && rule.column === path && isSame(rule);
  }
}

/** Takes what is suggested for every question that is not decided, by itself or with its group. */
export function withSuggestions(decisions: Decisions, questions: readonly QuestionToTreat[]): Decisions {
  const treated = new Map(decisions.treated);
  for (const { path, suggestion } of questions.filter((one) => isUndecided(decisions, one)))
    if (suggestion !== null) treated.set(path, { do: suggestion.do });
  return { ...decisions, treated };
}

/** True when something is suggested for a question, and nothing is decided. */
export function isUndecided({ treated }: Decisions, { path, suggestion }: QuestionToTreat): boolean {
  return suggestion !== null && !treated.has(path) && groupOf(treated, path) === null;
}

/**
 * Returns the group or repeat around a question whose treatment is for it: one that leaves it out, else the
 * innermost one; null when there is none.
 */
export function groupOf(treated: ReadonlyMap<string, Treatment>, path: string): string | null {
  const around = [...treated.keys()]
    .filter((group) => isInside(path, group))
    .sort((one, other) => depthOf(other) - depthOf(one));
  return around.find((group) => treated.get(group)?.do === 'leave-out') ?? around[0] ?? null;
}

function treatmentOf({ do: name, size }: Rule): Treatment {
  return size === undefined ? { do: name } : { do: name, size };
}

function isInside(path: string, group: string): boolean {
  return path.startsWith(`${group}/`);
}

function depthOf(path: string): number {
  return path.split('/').length;
}
