import type { ProblemData } from '../../core/ground/problem.ts';

/** How many lines of one kind the terminal shows. A form may have hundreds of columns that are told alike. */
const SHOWN = 5;

/** The first problems of a kind, and how many more of it there are. */
export interface FirstOfKind {
  readonly shown: readonly ProblemData[];
  readonly more: number;
}

/** Returns the first problems of each code, in their order. */
export function firstOfEach(problems: readonly ProblemData[]): readonly FirstOfKind[] {
  return [...Map.groupBy(problems, ({ code }) => code).values()].map((alike) => {
    // One line more is not worth a line that says so.
    const count = alike.length === SHOWN + 1 ? alike.length : SHOWN;
    return { shown: alike.slice(0, count), more: Math.max(0, alike.length - count) };
  });
}
