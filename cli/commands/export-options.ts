import { type Command, Option } from 'commander';
import type { ChosenOptions } from '../../core/export/formats/chosen-options.ts';
import {
  descriptionOf,
  descriptions,
  type FormatId,
  formatIds,
} from '../../core/export/formats/descriptions.ts';
import type { FormatOption } from '../../core/export/formats/option.ts';

/** A format option that a flag of the command line sets. */
interface Flagged {
  readonly flags: string;
  readonly option: FormatOption;
  /** The formats that have this flag. */
  readonly formats: readonly FormatId[];
}

/**
 * Declares `--format`, its older name `--profile`, and the options that single formats have. Neither of the
 * two has a default, so that `formatOf` knows which of them were given.
 */
export function addFormatOptions(command: Command): Command {
  const help = descriptions.map((description) => `${description.id}: ${description.help}`).join('; ');
  const standard = ` (default: ${formatIds[0]})`;
  command.addOption(new Option('--format <name>', `${help}${standard}`).choices([...formatIds]));
  command.addOption(new Option('--profile <name>', 'older name of --format').choices([...formatIds]));
  for (const flagged of flaggedOptions()) {
    const { option, flags } = flagged;
    const declared = new Option(flags, helpOf(flagged));
    const { off } = option.flag;
    if (off === undefined && declared.isBoolean()) declared.default(false);
    if (option.kind === 'choice' && !declared.isBoolean()) declared.choices([...option.values]);
    command.addOption(declared);
    if (off !== undefined) command.addOption(new Option(off.flags, `${off.help}${defaultIn(flags, false)}`));
  }
  return command;
}

/** For the help: the formats that add the column with the source automatically. */
export function formatsWithSources(): string {
  return descriptions
    .filter(({ ownColumns }) => ownColumns.includes('hasSources'))
    .map(({ id }) => id)
    .join(', ');
}

/**
 * Returns the options of a format that the user gave. Takes what Commander has read. Ignores the flags of
 * other formats.
 */
export function chosenBy(format: FormatId, given: Readonly<Record<string, unknown>>): Partial<ChosenOptions> {
  const { options } = descriptionOf(format);
  const chosen = Object.entries(options).flatMap(([name, { flag }]) => {
    const option = new Option(flag.flags);
    const value = given[option.attributeName()];
    if (value === undefined || (value === false && flag.off === undefined)) return [];
    return [[name, value === true && flag.sets !== undefined ? flag.sets : value]];
  });
  return Object.fromEntries(chosen);
}

function flaggedOptions(): readonly Flagged[] {
  const found = new Map<string, Flagged>();
  for (const { id, options } of descriptions) {
    for (const option of Object.values(options)) {
      const { flags } = option.flag;
      const known = found.get(flags);
      found.set(flags, { flags, option: known?.option ?? option, formats: [...(known?.formats ?? []), id] });
    }
  }
  return [...found.values()];
}

function helpOf({ flags, option, formats }: Flagged): string {
  const before = formats.length === descriptions.length ? '' : `${formats.join(', ')}: `;
  const after = option.kind === 'zone' ? zoneWithout(flags) : option.flag.off ? defaultIn(flags, true) : '';
  return `${before}${option.flag.help}${after}`;
}

/** ` (briefcase: UTC unless given)`. */
function zoneWithout(flags: string): string {
  const utc = formatsWhere(flags, (option) => option.kind === 'zone' && option.without === 'UTC');
  return utc.length === 0 ? '' : ` (${utc.join(', ')}: UTC unless given)`;
}

/** ` (default in tidy)`: the formats in which a switch is on by default, or off. */
function defaultIn(flags: string, isOn: boolean): string {
  const ids = formatsWhere(flags, (option) => (option.default ?? false) === isOn);
  return ids.length === 0 ? '' : ` (default in ${ids.join(', ')})`;
}

function formatsWhere(flags: string, is: (option: FormatOption) => boolean): readonly FormatId[] {
  return descriptions
    .filter(({ options }) =>
      Object.values(options).some((option) => option.flag.flags === flags && is(option)),
    )
    .map(({ id }) => id);
}
