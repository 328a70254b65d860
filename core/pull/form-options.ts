import type { UnlockedKey } from '../model/key.ts';
import type { TakingRefs } from '../store/taking.ts';

/** What a run pulls of one form. */
export interface FormOptions {
  /** The first day (yyyy-MM-dd) on which the server received a submission; null is all days. */
  readonly since: string | null;
  /** Photos, audio and other attachments. Without them only the answers are fetched. */
  readonly media: boolean;
  /** Read the list from its start, even if it could be continued from where the last run ended. */
  readonly full: boolean;
}

/** By form ID. All submissions of a form that is not listed here are pulled. */
export type OptionsByForm = ReadonlyMap<string, FormOptions>;

/** What a run pulls of every form. */
export interface Taken {
  readonly taking: TakingRefs['taking'];
  readonly keys: readonly UnlockedKey[];
  /** Also submissions that no signature proves. */
  readonly unproved: boolean;
  /** Forms of which a retry also pulls submissions that were never tried. */
  readonly untried: ReadonlySet<string>;
  /** Also drafts of Collect. */
  readonly drafts: boolean;
}

/** Which pending submissions of a form are pulled, by the form's options and the available keys. */
export function takingOf(
  formOptions: OptionsByForm | undefined,
  formId: string,
  { taking, keys, unproved, untried, drafts }: Taken,
): TakingRefs {
  const own = formOptions?.get(formId);
  return {
    taking,
    untried: untried.has(formId),
    since: own?.since ?? null,
    media: own?.media ?? true,
    drafts,
    unproved,
    keys: keys.map(({ fingerprint }) => fingerprint),
  };
}
