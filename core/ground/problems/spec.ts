/** What a problem may carry: names, numbers and codes. Never an answer, a secret or a server's free text. */
export type ProblemParam = string | number | boolean | null;

/** The kind of a problem's detail, or the words that it may be. One with a "?" may be absent or null. */
export type Detail = 'text' | 'text?' | 'number' | 'number?' | readonly string[];
export type Details = Readonly<Record<string, Detail>>;

type ValueOf<D extends Detail> = D extends readonly string[]
  ? D[number]
  : D extends 'number' | 'number?'
    ? number
    : string;
type IfAny<D extends Details> = { [N in keyof D as D[N] extends `${string}?` ? N : never]: D[N] };
type Always<D extends Details> = Omit<D, keyof IfAny<D>>;

/** The values that a problem with these details carries. */
export type ParamsOf<D extends Details> = keyof D extends never
  ? Readonly<Record<string, never>>
  : { readonly [N in keyof Always<D>]: ValueOf<D[N]> } & {
      readonly [N in keyof IfAny<D>]?: ValueOf<D[N]> | null;
    };

/**
 * An English text of a problem, as an ICU message: one for the window and the command line, or one for each where the
 * action differs (a button here, a command there).
 */
export type Text = string | { readonly window: string; readonly command: string };

export interface ProblemSpec<D extends Details = Details> {
  /** What the texts may name. */
  readonly details: D;
  /** A few words for a list; without them a list shows the sentence. */
  readonly heading?: string;
  /** What happened, and to what. */
  readonly sentence: Text;
  /** What the user should do next. */
  readonly action: Text;
  /** Values that only the texts of the command line name, made from the details. */
  readonly forCommand?: (params: ParamsOf<D>) => Readonly<Record<string, string>>;
  /** True when pulling or decrypting again, with nothing else changed, may succeed. */
  readonly retry: boolean;
  readonly exit: number;
}

/**
 * Exit codes of the command line, one per family. 3 is a run that worked, with problems of some submissions.
 */
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
  /** The workspace is encrypted, and was not unlocked. */
  locked: 10,
  cancelled: 130,
} as const;

/** Types an entry of the catalogue by its details. */
export function spec<const D extends Details>(entry: ProblemSpec<D>): ProblemSpec<D> {
  return entry;
}

/** The text that the window shows. */
export function windowText(text: Text): string {
  return typeof text === 'string' ? text : text.window;
}

/** The text that the command line prints. */
export function commandText(text: Text): string {
  return typeof text === 'string' ? text : text.command;
}
