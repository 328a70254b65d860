import { type FormatId, formatIds } from '../../core/export/formats/descriptions.ts';
import { Problem } from '../../core/ground/problem.ts';

/** The flags that name the format. */
export interface FormatFlags {
  readonly format?: FormatId;
  /** The name that `--format` had first. */
  readonly profile?: FormatId;
}

/** Returns the chosen format. Throws `usage.bad_option` when the two flags name different formats. */
export function formatOf({ format, profile }: FormatFlags): FormatId {
  if (format !== undefined && profile !== undefined && format !== profile) {
    throw new Problem('usage.bad_option', {
      option: '--format',
      expected: `the same value as --profile, its older name: ${profile}, not ${format}`,
    });
  }
  return format ?? profile ?? formatIds[0];
}
