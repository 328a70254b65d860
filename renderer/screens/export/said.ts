import type { ProblemView } from '../../../electron/ipc/common.ts';
import type { DonePart } from '../../../electron/ipc/export.ts';

/** How many sentences of one kind a part shows when its report names all of them. */
const SHOWN = 5;

/** What is said of a part: problems and notes of one kind, and how many more of it there are. */
export interface Said {
  readonly shown: readonly ProblemView[];
  readonly more: number;
}

/** Returns what a part says, by kind. A form may have hundreds of columns that are told alike. */
export function saidOf({
  problem,
  problems,
  notes,
  hasReport,
}: Pick<DonePart, 'problem' | 'problems' | 'notes' | 'hasReport'>): readonly Said[] {
  const all = [...(problem === null ? [] : [problem]), ...problems, ...notes];
  return [...Map.groupBy(all, ({ code }) => code).values()].map((alike) => {
    // One sentence more is not worth a line that says so.
    const count = !hasReport || alike.length === SHOWN + 1 ? alike.length : SHOWN;
    return { shown: alike.slice(0, count), more: Math.max(0, alike.length - count) };
  });
}
