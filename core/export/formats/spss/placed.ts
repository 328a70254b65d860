import type { Dictionary, ValueLabels, Variable } from './dictionary.ts';
import { elementsOf, segmentsOf } from './segments.ts';
import { shortNames } from './short-names.ts';

/** One segment of a variable. A number and a text of up to 255 bytes have one. */
export interface Segment {
  readonly shortName: string;
  /** 0 for a number. */
  readonly width: number;
  readonly elements: number;
}

/** A variable with its place in the file. */
export interface PlacedVariable extends Variable {
  readonly segments: readonly [Segment, ...Segment[]];
  /** Its place among all elements of a case, from 1. */
  readonly index: number;
}

/** Gives the variables of a file their short names and places. */
export function placed(variables: readonly Variable[]): readonly PlacedVariable[] {
  const names = shortNames(variables);
  let next = 1;
  return variables.map((variable, i) => {
    const [first, ...others] = segmentsOf(variable.width).map(
      (width, n): Segment => ({ shortName: names[i]?.[n] ?? '', width, elements: elementsOf(width) }),
    );
    if (first === undefined) throw new Error('a variable has at least one segment');
    const index = next;
    next += [first, ...others].reduce((sum, { elements }) => sum + elements, 0);
    return { ...variable, segments: [first, ...others], index };
  });
}

/** How many elements a case has. */
export function caseElements(variables: readonly PlacedVariable[]): number {
  return variables.reduce(
    (sum, { segments }) => sum + segments.reduce((inner, { elements }) => inner + elements, 0),
    0,
  );
}

/** A dictionary whose variables have their places. */
export interface PlacedDictionary extends Omit<Dictionary, 'variables'> {
  readonly variables: readonly PlacedVariable[];
}

/** A set of value labels with the variables that share it. */
export interface SharedLabels {
  readonly labels: ValueLabels;
  readonly variables: readonly PlacedVariable[];
}

/** Returns the value labels of these variables, each set once. */
export function sharedLabels(variables: readonly PlacedVariable[]): readonly SharedLabels[] {
  const shared = new Map<ValueLabels, PlacedVariable[]>();
  for (const variable of variables) {
    if (variable.labels === null || variable.labels.length === 0) continue;
    const others = shared.get(variable.labels);
    if (others === undefined) shared.set(variable.labels, [variable]);
    else others.push(variable);
  }
  return [...shared].map(([labels, those]) => ({ labels, variables: those }));
}
