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
 * The options of all formats side by side, so that who changes the format on a screen loses no choice, and a preset
 * keeps all. Null leaves an option to the format.
 */
export type ChosenOptions = {
  readonly [N in OptionName]: ValueOf<DescriptionOfOption<N>> | null;
};

/** All options by name; of one that several formats have, as the first of them describes it. */
const OPTIONS: ReadonlyMap<string, FormatOption> = new Map(
  descriptions.toReversed().flatMap(({ options }) => Object.entries(options)),
);

/** What the window begins with. */
export function initialOptions(platform: NodeJS.Platform): ChosenOptions {
  return byName<ChosenOptions>((option) => initialOf(option, platform));
}

function ownOptions(format: FormatId, chosen: Partial<ChosenOptions>): Partial<OwnOptions<FormatId>> {
  const own = Object.keys(descriptionOf(format).options);
  const given = Object.entries(chosen).filter(([name, value]) => own.includes(name) && value !== null);
  return Object.fromEntries(given);
}

/** What an export takes, of the options of its format those that are not left to it. */
export function optionsWith(
  format: FormatId,
  chosen: Partial<ChosenOptions>,
  common: CommonOptions,
): ExportOptions {
  return { ...common, ...ownOptions(format, chosen), format } as ExportOptions;
}

/**
 * Something for each option, by its name. Takes what makes it. The caller says of which type the whole is, which TypeScript
 * cannot know of an object that is put together.
 */
export function byName<R>(make: (option: FormatOption) => unknown): R {
  return Object.fromEntries([...OPTIONS].map(([name, option]) => [name, make(option)])) as R;
}

function initialOf(option: FormatOption, platform: NodeJS.Platform): string | boolean | null {
  if (platform === 'win32' && option.initialOnWindows !== undefined) return option.initialOnWindows;
  if (option.initial !== undefined) return option.initial;
  return option.default ?? (option.kind === 'switch' ? false : null);
}
