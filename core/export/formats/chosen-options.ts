import type { CommonOptions, ExportOptions } from '../options.ts';
import {
  type DescriptionOfOption,
  descriptionOf,
  descriptions,
  type FormatId,
  type OptionName,
  type OwnOptions,
} from './descriptions.ts';
import type { FormatOption, ValueOf } from './option.ts';

/**
 * The options of all formats together. So a user who changes the format on a screen loses no choice, and a
 * preset keeps all choices. Null leaves an option to the format.
 */
export type ChosenOptions = {
  readonly [N in OptionName]: ValueOf<DescriptionOfOption<N>> | null;
};

/** All options by name. When several formats have an option, the first format's description counts. */
const OPTIONS: ReadonlyMap<string, FormatOption> = new Map(
  descriptions.toReversed().flatMap(({ options }) => Object.entries(options)),
);

/** Returns the values that the window starts with. */
export function initialOptions(platform: NodeJS.Platform): ChosenOptions {
  return byName<ChosenOptions>((option) => initialOf(option, platform));
}

function ownOptions(format: FormatId, chosen: Partial<ChosenOptions>): Partial<OwnOptions<FormatId>> {
  const own = descriptionOf(format).options;
  const given = Object.entries(chosen).filter(([name, value]) => value !== null && has(own[name], value));
  return Object.fromEntries(given);
}

/** A screen keeps a choice for all formats, and not every format offers every value. */
function has(option: FormatOption | undefined, value: unknown): boolean {
  return option !== undefined && (option.kind !== 'choice' || option.values.some((one) => one === value));
}

/** Returns the options of an export: the common ones, and the options of its format that are not null. */
export function optionsWith(
  format: FormatId,
  chosen: Partial<ChosenOptions>,
  common: CommonOptions,
): ExportOptions {
  return { ...common, ...ownOptions(format, chosen), format } as ExportOptions;
}

/**
 * Returns an object with a value for each option, by name. Takes the function that makes the value. The
 * caller gives the type of the object, because TypeScript cannot infer it.
 */
export function byName<R>(make: (option: FormatOption) => unknown): R {
  return Object.fromEntries([...OPTIONS].map(([name, option]) => [name, make(option)])) as R;
}

function initialOf(option: FormatOption, platform: NodeJS.Platform): FormatOption['initial'] | null {
  if (platform === 'win32' && option.initialOnWindows !== undefined) return option.initialOnWindows;
  if (option.initial !== undefined) return option.initial;
  return option.default ?? (option.kind === 'switch' ? false : null);
}
