import type { PullSettings } from '../../core/model/pull-settings.ts';
import type { FormWish } from '../../core/pull/form-wish.ts';

export function wishOf({ which, media }: PullSettings): FormWish {
  return { since: which.kind === 'since' ? which.day : null, media, full: which.kind === 'all' };
}
