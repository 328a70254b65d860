import { type Command, InvalidArgumentError, Option } from 'commander';
import type { ChosenOptions } from '../../core/export/formats/chosen-options.ts';
import {
  descriptionOf,
  descriptions,
  type FormatId,
  formatIds,
  formatNamed,
  wordOf,
} from '../../core/export/formats/descriptions.ts';
import type { FormatOption, NumberOption } from '../../core/export/formats/option.ts';
import { Problem } from '../../core/ground/problem.ts';
import type { Formats } from './chosen-format.ts';

/** What Commander has read, by the names that it gives to options. */
type Given = Readonly<Record<string, unknown>>;

/** A format option that a flag of the command line sets. */
interface Flagged {
  readonly flags: string;
  readonly option: FormatOption;
  /** The formats that have this flag. */
  readonly formats: readonly FormatId[];
  /** True for a second flag, which sets one value. */
  readonly isAlso: boolean;
}

/**
 * Declares `--format`, its older name `--profile`, and the options that single formats have. Neither of the
 * two has a default, so that `formatsOf` knows which of them were given.
 */
export function addFormatOptions(command: Command): Command {
  const help = descriptions.map(({ id, help: words }) => `${wordOf(id)}: ${words}`).join('; ');
  const standard = ` (default: ${wordOf(formatIds[0])})`;
  command.addOption(
    new Option('--format <name>', `${help}; can be repeated${standard}`).argParser<FormatId[]>(
      (word, before = []) => [...before, formatFor(word)],
    ),
  );
  command.addOption(new Option('--profile <name>', 'older name of --format').argParser(formatFor));
  for (const flagged of flaggedOptions()) {
    const { option, flags } = flagged;
    const declared = new Option(flags, helpOf(flagged));
    const { off } = option.flag;
    if (off === undefined && declared.isBoolean()) declared.default(false);
    if (!declared.isBoolean()) readValue(declared, option);
    command.addOption(declared);
    if (off !== undefined) command.addOption(new Option(off.flags, `${off.help}${defaultIn(flags, false)}`));
  }
  return command;
}

/** For the help: the formats that add the column with the source automatically. */
export function formatsWithSources(): string {
  return words(
    descriptions.filter(({ ownColumns }) => ownColumns.includes('hasSources')).map(({ id }) => id),
  );
}

/**
 * Throws `usage.option_of_other_format` for the first option that none of the formats has, or that has a value
 * which one of them does not have. Without this, a file would silently differ from what the user asked for.
 */
export function checkFlags(formats: Formats, given: Given): void {
  for (const { flags, formats: having } of flaggedOptions()) {
    if (!isGiven(flags, given)) continue;
    const option = flagOf(flags);
    if (!formats.some((format) => having.includes(format))) {
      throw new Problem('usage.option_of_other_format', {
        option,
        formats: words(formats),
        having: words(having),
      });
    }
    for (const format of formats) checkValue(format, flags, given);
  }
}

/** Returns the options of a format that the user gave. Takes what Commander has read. */
export function chosenBy(format: FormatId, given: Given): Partial<ChosenOptions> {
  const { options } = descriptionOf(format);
  const chosen = Object.entries(options).flatMap(([name, { flag }]) => {
    if (flag.also !== undefined && isGiven(flag.also.flags, given)) return [[name, flag.also.sets]];
    if (!isGiven(flag.flags, given)) return [];
    const value = given[nameOf(flag.flags)];
    return [[name, value === true && flag.sets !== undefined ? flag.sets : value]];
  });
  return Object.fromEntries(chosen);
}

function checkValue(format: FormatId, flags: string, given: Given): void {
  const option = Object.values(descriptionOf(format).options).find(({ flag }) => flag.flags === flags);
  const value = given[nameOf(flags)];
  if (option?.kind !== 'choice' || typeof value !== 'string') return;
  const { also } = option.flag;
  if (also !== undefined && isGiven(also.flags, given) && value !== also.sets) {
    const expected = `the value ${also.sets} beside ${also.flags}`;
    throw new Problem('usage.bad_option', { option: flagOf(flags), expected });
  }
  if (option.values.includes(value)) return;
  const having = descriptions.filter(({ options }) =>
    Object.values(options).some(
      (other) => other.flag.flags === flags && other.kind === 'choice' && other.values.includes(value),
    ),
  );
  throw new Problem('usage.option_of_other_format', {
    option: `${flagOf(flags)} ${value}`,
    formats: wordOf(format),
    having: words(having.map(({ id }) => id)),
  });
}

/** True when the user gave a flag. A switch is false unless it is given, or unless another flag turns it off. */
function isGiven(flags: string, given: Given): boolean {
  const value = given[nameOf(flags)];
  return value !== undefined && (value !== false || hasOff(flags));
}

function hasOff(flags: string): boolean {
  return flaggedOptions().some((flagged) => flagged.flags === flags && flagged.option.flag.off !== undefined);
}

function nameOf(flags: string): string {
  return new Option(flags).attributeName();
}

function flagOf(flags: string): string {
  return flags.split(' ')[0] ?? flags;
}

/** Makes the values of an option from what the user typed. */
function readValue(declared: Option, option: FormatOption): void {
  switch (option.kind) {
    case 'choice':
      declared.choices([...new Set(valuesOf(option.flag.flags))]);
      return;
    case 'number':
      declared.argParser((text) => numberFrom(text, option));
      return;
    case 'texts':
      declared.argParser<string[]>((text, before = []) => [...before, text]);
      return;
    default:
  }
}

/** All values that a flag takes in any format. */
function valuesOf(flags: string): readonly string[] {
  return descriptions.flatMap(({ options }) =>
    Object.values(options).flatMap((option) =>
      option.flag.flags === flags && option.kind === 'choice' ? option.values : [],
    ),
  );
}

function numberFrom(text: string, { least, most, isWhole }: NumberOption): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (value >= least && value <= most && (!isWhole || Number.isInteger(value))) return value;
  throw new InvalidArgumentError(`Use a ${isWhole ? 'whole ' : ''}number from ${least} to ${most}.`);
}

function formatFor(word: string): FormatId {
  const format = formatNamed(word);
  if (format === null) throw new InvalidArgumentError(`Allowed choices are ${words(formatIds)}.`);
  return format;
}

function words(formats: readonly FormatId[]): string {
  return formats.map(wordOf).join(', ');
}

function flaggedOptions(): readonly Flagged[] {
  const found = new Map<string, Flagged>();
  const add = (flags: string, option: FormatOption, id: FormatId, isAlso: boolean): void => {
    const known = found.get(flags);
    const formats = [...(known?.formats ?? []), id];
    found.set(flags, { flags, option: known?.option ?? option, formats, isAlso });
  };
  for (const { id, options } of descriptions) {
    for (const option of Object.values(options)) {
      add(option.flag.flags, option, id, false);
      if (option.flag.also !== undefined) add(option.flag.also.flags, option, id, true);
    }
  }
  return [...found.values()];
}

function helpOf({ flags, option, formats, isAlso }: Flagged): string {
  const before = formats.length === descriptions.length ? '' : `${words(formats)}: `;
  if (isAlso) return `${before}${option.flag.also?.help ?? ''}`;
  const after = option.kind === 'zone' ? zoneWithout(flags) : option.flag.off ? defaultIn(flags, true) : '';
  return `${before}${option.flag.help}${after}`;
}

/** ` (briefcase: UTC unless given)`. */
function zoneWithout(flags: string): string {
  const utc = formatsWhere(flags, (option) => option.kind === 'zone' && option.without === 'UTC');
  return utc.length === 0 ? '' : ` (${words(utc)}: UTC unless given)`;
}

/** ` (default in csv)`: the formats in which a switch is on by default, or off. */
function defaultIn(flags: string, isOn: boolean): string {
  const ids = formatsWhere(flags, (option) => (option.default ?? false) === isOn);
  return ids.length === 0 ? '' : ` (default in ${words(ids)})`;
}

function formatsWhere(flags: string, is: (option: FormatOption) => boolean): readonly FormatId[] {
  return descriptions
    .filter(({ options }) =>
      Object.values(options).some((option) => option.flag.flags === flags && is(option)),
    )
    .map(({ id }) => id);
}
