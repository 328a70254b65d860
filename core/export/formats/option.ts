/** The flag of an option on the command line. */
export interface Flag {
  /** As the help shows it: `--columns <style>`, or `--bom` for a switch. */
  readonly flags: string;
  readonly help: string;
  /** The value that a flag without a value sets; default true. */
  readonly sets?: string;
  /** The flag that turns a switch off, when the switch is on by default in some format. */
  readonly off?: { readonly flags: string; readonly help: string };
  /** A second flag, without a value, that sets one value of a choice. */
  readonly also?: { readonly flags: string; readonly help: string; readonly sets: string };
}

interface Described<V> {
  readonly flag: Flag;
  /** What the format uses when the user gives no value. Default: false for a switch, nothing for others. */
  readonly default?: V;
  /** True when it says where the rows go. The window asks for it beside the folder, with fields of its own. */
  readonly isPlace?: true;
  /** The first value in the window, if it is not the default. Null leaves the option to the format. */
  readonly initial?: V | null;
  /** The first value in the window on Windows. */
  readonly initialOnWindows?: V;
}

/** An option with a few values. The window offers the values that it has a word for. */
export interface ChoiceOption extends Described<string> {
  readonly kind: 'choice';
  readonly values: readonly string[];
  /** The values that the window offers, each by its word. */
  readonly offered: Readonly<Record<string, string>>;
}

/**
 * An option with any text. The window offers a few texts. The format's `check` rejects texts that cannot be
 * used.
 */
export interface TextOption extends Described<string> {
  readonly kind: 'text';
  readonly offered: Readonly<Record<string, string>>;
}

export interface SwitchOption extends Described<boolean> {
  readonly kind: 'switch';
}

/** A language of the form, for labels. */
export interface LanguageOption extends Described<string> {
  readonly kind: 'language';
  /** What is written without a language: the values of choices, or labels in the form's first language. */
  readonly without: 'values' | 'first-language';
}

/** A time zone with its IANA name. */
export interface ZoneOption extends Described<string> {
  readonly kind: 'zone';
  /** How date-times are shown without a zone: on the clock that recorded each of them, or in UTC. */
  readonly without: 'recorded' | 'UTC';
}

/** A number within bounds, both inclusive. */
export interface NumberOption extends Described<number> {
  readonly kind: 'number';
  readonly least: number;
  readonly most: number;
  readonly isWhole: boolean;
}

/** Several texts: the flag can be repeated. */
export interface TextsOption extends Described<readonly string[]> {
  readonly kind: 'texts';
  /** What the texts name: questions outside repeats, which the window lists. */
  readonly of: 'questions';
}

/**
 * An option of a format, as data. The options of the command line, the contract's schema, the fields of the
 * page and the content of a preset are all made from it. When several formats have an option of one name, it
 * has the same kind in all of them.
 */
export type FormatOption =
  | ChoiceOption
  | TextOption
  | SwitchOption
  | LanguageOption
  | ZoneOption
  | NumberOption
  | TextsOption;

/** The type of an option's value. */
export type ValueOf<O extends FormatOption> = O extends {
  readonly kind: 'choice';
  readonly values: readonly (infer V)[];
}
  ? V
  : O extends SwitchOption
    ? boolean
    : O extends NumberOption
      ? number
      : O extends TextsOption
        ? readonly string[]
        : string;
