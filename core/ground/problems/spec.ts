/** What a problem may carry: names, numbers and codes. Never an answer, a secret or a server's free text. */
export type ProblemParam = string | number | boolean | null;

export interface ProblemSpec<P> {
  /** One sentence: what happened, and to what. */
  readonly sentence: (params: P) => string;
  /** One sentence: what the user should do next. */
  readonly action: string | ((params: P) => string);
  /** True when fetching or opening again, with nothing else changed, may succeed. */
  readonly retry: boolean;
  readonly exit: number;
}

/** Exit codes of the command line, one a family. 3 is a run that worked with some submissions left over. */
export const EXIT = {
  ok: 0,
  bug: 1,
  usage: 2,
  someProblems: 3,
  key: 4,
  login: 5,
  net: 6,
  source: 7,
  store: 8,
  export: 9,
  cancelled: 130,
} as const;

/** Gives a catalogue entry its parameter type. */
export function spec<P extends Readonly<Record<string, ProblemParam>>>(
  entry: ProblemSpec<P>,
): ProblemSpec<P> {
  return entry;
}
