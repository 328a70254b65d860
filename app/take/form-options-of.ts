import type { PullSettings } from '../../core/model/pull-settings.ts';
import type { FormOptions } from '../../core/pull/form-options.ts';

/** What a pull takes of a form, by the settings of that form. */
export function formOptionsOf({ which, media }: PullSettings): FormOptions {
  return { since: which.kind === 'since' ? which.day : null, media, full: which.kind === 'all' };
}
