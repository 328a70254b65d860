import { type FormatId, formatIds, wordOf } from '../../core/export/formats/descriptions.ts';
import { Problem } from '../../core/ground/problem.ts';

/** The flags that name formats. */
export interface FormatFlags {
  readonly format?: readonly FormatId[];
  /** The name that `--format` had first. It names one format. */
  readonly profile?: FormatId;
}

/** The formats of an export, each once, in the order in which the user named them. */
export type Formats = readonly [FormatId, ...FormatId[]];

/** Returns the chosen formats. Throws `usage.bad_option` when the two flags name different formats. */
export function formatsOf({ format, profile }: FormatFlags): Formats {
  const [first, ...others] = [...new Set(format ?? [])];
  if (first === undefined) return [profile ?? formatIds[0]];
  if (profile !== undefined && (others.length > 0 || first !== profile)) {
    const words = [first, ...others].map(wordOf).join(', ');
    throw new Problem('usage.bad_option', {
      option: '--format',
      expected: `the same value as --profile, its older name: ${wordOf(profile)}, not ${words}`,
    });
  }
  return [first, ...others];
}
