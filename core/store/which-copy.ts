import { ANSWERS, compareCopies, type Existing, isUnjudged, type Wholeness } from './better-copy.ts';

/*
 * Which of two copies of a submission is the row. A copy that its signature does not prove may have been
 * damaged in transit, even in its manifest: then it looks like other content with another ID. The copy behind
 * a ref is therefore in doubt until the same copy has come twice.
 */

/**
 * The doubt about the copy that a ref stands for. `suspect`: the copy looks damaged. `sure`: it looks
 * damaged, and the same came twice. `waits`: another copy came, and only the key of the first can judge it.
 * `differs`: another copy came, and a third will decide. Null: no doubt.
 */
export type Doubt = 'suspect' | 'sure' | 'waits' | 'differs' | null;

/** One of the two copies. */
export interface Copy extends Wholeness {
  readonly instanceId: string | null;
  readonly deprecatedId: string | null;
  /** It looks damaged in some way. Never true of a copy that its signature proves. */
  readonly isSuspect: boolean;
}

/** The state of the ref that brought the new copy. */
export interface Standing {
  readonly doubt: Doubt;
  /** The ref had the same stamp at an earlier download, so both downloads are one version. */
  readonly isSameVersion: boolean;
  /** The new copy is the same as the one that came last and was not stored. */
  readonly isRival: boolean;
  /** This is the stored copy itself, decrypted again. */
  readonly isKept: boolean;
  /** Whether any byte of the two copies differs. */
  readonly differs: () => boolean;
}

/**
 * `take`: the new copy replaces the old one. `beside`: both are kept, as versions of one submission or as two
 * submissions. `leave`, `confirm`, `waits` and `differs`: the old copy stays. `confirm`: the source has the
 * same copy. `waits`: only the key of the old copy can judge the new one. `differs`: a third copy decides.
 */
export type Verdict = 'take' | 'beside' | 'leave' | 'confirm' | 'waits' | 'differs';

/** Judges a new copy of the content that is already here. */
export function judgeSame(come: Copy, here: Copy, standing: Standing): Verdict {
  const { isKept, isSameVersion, isRival, differs } = standing;
  const order = compareCopies(come, here);
  const isBetter = order !== null && order > 0;
  // A proved copy lacks nothing, except a file that this computer could not store then.
  if (here.isProved && here.answers === ANSWERS.readable) {
    return come.isProved && isBetter && come.media.length > here.media.length ? 'take' : 'leave';
  }
  if (isKept || !differs()) {
    // A key that fits shows what the sealed copy contains. If it is damaged, it no longer counts as sealed.
    if (isBetter || (come.isOpened && !here.isOpened)) return 'take';
    return isKept ? 'leave' : 'confirm';
  }
  if (isUnjudged(come, here)) return 'waits';
  // The stored answers are damaged. The new copy has a file with the answers that no key here decrypts; it
  // may be whole.
  if (here.answers === ANSWERS.damaged && come.answers === ANSWERS.sealed) return 'take';
  // Where each copy has something that the other lacks, the stored one stays, and the rest is downloaded
  // again.
  if (order !== 0) return isBetter ? 'take' : 'leave';
  // A change of the stamp means a change of the content.
  return isRival || !isSameVersion ? 'take' : 'differs';
}

/** Judges a new copy with other content than the one that its ref stands for. */
export function judgeOther(come: Copy, here: Copy, standing: Standing): Verdict {
  const { doubt, isSameVersion, isRival } = standing;
  if ((come.isProved && here.isProved) || isEdit(come, here)) return 'beside';
  if (!isSameVersion) {
    // The earlier content stays, unless it came only once and looks damaged.
    if (!here.isSuspect || doubt === 'sure' || come.isSuspect) return 'beside';
    return come.instanceId === here.instanceId || here.answers < ANSWERS.sealed ? 'take' : 'beside';
  }
  if (here.isProved) return come.isSuspect ? 'leave' : 'beside';
  if (come.isProved) return 'take';
  if (isUnjudged(come, here)) return come.isSuspect ? 'leave' : 'waits';
  if (come.isSuspect !== here.isSuspect) return come.isSuspect ? 'leave' : 'take';
  if (!come.isSuspect && isOtherId(come, here)) return 'beside';
  if (come.answers !== here.answers) return come.answers > here.answers ? 'take' : 'leave';
  return isRival ? 'take' : 'differs';
}

/** The doubt about the copy that a ref stands for, after the verdict on a new copy. */
export function doubtAfter(verdict: Verdict, come: Copy, { doubt, isRival, isKept }: Standing): Doubt {
  if (verdict === 'take' || verdict === 'beside') {
    if (!come.isSuspect) return null;
    return isRival ? 'sure' : 'suspect';
  }
  if (verdict === 'waits') return doubt === 'suspect' || doubt === 'sure' ? doubt : 'waits';
  if (verdict === 'differs') return come.isSuspect ? 'suspect' : 'differs';
  const isSuspect = come.isSuspect || doubt === 'suspect' || doubt === 'sure';
  if (verdict === 'confirm') return isSuspect && !come.isProved ? 'sure' : null;
  // A stored copy that was decrypted again brings nothing from the source. If its key does not fit after all,
  // it is suspect.
  return isKept && come.isSuspect && doubt !== 'sure' ? 'suspect' : doubt;
}

/** The stored copy, as one of the two copies to compare. */
export function copyOf(existing: Existing, whole: Wholeness, doubt: Doubt): Copy {
  const { instanceId, deprecatedId } = existing;
  const isSuspect = !whole.isProved && (doubt === 'suspect' || doubt === 'sure');
  return { ...whole, instanceId, deprecatedId, isSuspect };
}

function isEdit(one: Copy, other: Copy): boolean {
  return (
    (one.deprecatedId !== null && one.deprecatedId === other.instanceId) ||
    (other.deprecatedId !== null && other.deprecatedId === one.instanceId)
  );
}

function isOtherId(one: Copy, other: Copy): boolean {
  return one.instanceId !== null && other.instanceId !== null && one.instanceId !== other.instanceId;
}
