import type { PullSettings } from '../../core/model/pull-settings.ts';
import type { FormOptions } from '../../core/pull/form-options.ts';

/** Returns what a pull downloads of a form, from the settings of the form. */
export function formOptionsOf({ which, media }: PullSettings): FormOptions {
  return { since: which.kind === 'since' ? which.day : null, media, full: which.kind === 'all' };
}
