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

/** A sentence, the parts that say it, and how many more like it they have. */
export interface SaidByParts {
  readonly parts: readonly DonePart[];
  readonly one: ProblemView;
  readonly more: number;
}

/**
 * Returns what the parts of an export say, in their order. What several say in the same words stands once: a
 * list of corrections does not fit the same lines in every format. What leads to a submission stays with its part.
 */
export function saidByParts(all: readonly DonePart[]): readonly SaidByParts[] {
  const said = all.flatMap((part, at) =>
    saidOf(part).flatMap(({ shown, more }) =>
      shown.map((one, i) => {
        const isAlone = part.named[one.code] !== undefined;
        const left = i === shown.length - 1 ? more : 0;
        const key = JSON.stringify([isAlone ? at : null, one.code, one.params, left]);
        return { key, part, one, more: left };
      }),
    ),
  );
  return [...Map.groupBy(said, ({ key }) => key).values()].flatMap((alike) => {
    const [first] = alike;
    return first === undefined ? [] : [{ ...first, parts: alike.map(({ part }) => part) }];
  });
}
