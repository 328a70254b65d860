/** How an option is said on the command line. */
export interface Flag {
  /** As the help shows it: `--columns <style>`, or `--bom` for a switch. */
  readonly flags: string;
  readonly help: string;
  /** What a flag without a value stands for; default true. */
  readonly sets?: string;
  /** The flag that turns off a switch which some format has on. */
  readonly off?: { readonly flags: string; readonly help: string };
}

interface Described<V> {
  readonly flag: Flag;
  /** What the format does when nothing is said. Default: false of a switch, of others nothing. */
  readonly default?: V;
  /** What the window begins with, where that is not the default; null leaves it to the format. */
  readonly initial?: V | null;
  /** The same on Windows. */
  readonly initialOnWindows?: V;
}

/** One of a few values. The window offers those that it has a word for. */
export interface ChoiceOption extends Described<string> {
  readonly kind: 'choice';
  readonly values: readonly string[];
  /** The values that the window offers, by their word. */
  readonly offered: Readonly<Record<string, string>>;
}

/** Any text; the window offers a few. The format's `check` says which cannot be used. */
export interface TextOption extends Described<string> {
  readonly kind: 'text';
  readonly offered: Readonly<Record<string, string>>;
}

export interface SwitchOption extends Described<boolean> {
  readonly kind: 'switch';
}

/** A language of the form, whose labels are written instead of the values of choices. */
export interface LanguageOption extends Described<string> {
  readonly kind: 'language';
}

/** A time zone, by its IANA name. */
export interface ZoneOption extends Described<string> {
  readonly kind: 'zone';
  /** What date-times show when no zone is given: the clock of each as it was recorded, or UTC. */
  readonly without: 'recorded' | 'UTC';
}

/**
 * An option that a format has for itself, as data. The command line's options, the contract's schema, the page's fields
 * and what a preset keeps are all made from it. An option that several formats have under one name is of one kind.
 */
export type FormatOption = ChoiceOption | TextOption | SwitchOption | LanguageOption | ZoneOption;

/** What an option's value can be. */
export type ValueOf<O extends FormatOption> = O extends {
  readonly kind: 'choice';
  readonly values: readonly (infer V)[];
}
  ? V
  : O extends SwitchOption
    ? boolean
    : string;
