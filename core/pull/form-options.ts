import type { UnlockedKey } from '../model/key.ts';
import type { TakingRefs } from '../store/taking.ts';

/** What a run takes of one form. */
export interface FormOptions {
  /** First day (yyyy-MM-dd) by the date that the server received it; null is all. */
  readonly since: string | null;
  /** Photos, audio and other attachments. Without them only the answers are fetched. */
  readonly media: boolean;
  /** Read the list from its start even where it could be continued from where the last run ended. */
  readonly full: boolean;
}

/** By form id; a form that is not in it is taken whole. */
export type OptionsByForm = ReadonlyMap<string, FormOptions>;

/** What is taken of every form of a run. */
export interface Taken {
  readonly taking: TakingRefs['taking'];
  readonly keys: readonly UnlockedKey[];
  /** Also all that no signature proves. */
  readonly unproved: boolean;
  /** Forms of which a retry takes what was never tried, too. */
  readonly untried: ReadonlySet<string>;
  /** Also what Collect had not finished. */
  readonly drafts: boolean;
}

/** What is pending of a form by what is asked for it, and by the keys at hand. */
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
