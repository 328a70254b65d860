import { ANSWERS, compareCopies, type Existing, isUnjudged, type Wholeness } from './better-copy.ts';

/*
 * Which of two copies of a submission is the row. A copy that is not proved by its signature may have been damaged on
 * the way, its manifest included: then it looks like another content, of another ID. What a ref stands for is in doubt
 * until the same has come twice.
 */

/**
 * What is not sure of the copy that a ref stands for: `suspect` is a copy that looks damaged; `sure` one that came so
 * twice; `waits` when another copy came, which only the key at the first can judge; `differs` when another copy came,
 * and a third decides. Null is nothing.
 */
export type Doubt = 'suspect' | 'sure' | 'waits' | 'differs' | null;

/** One of the two copies. */
export interface Copy extends Wholeness {
  readonly instanceId: string | null;
  readonly deprecatedId: string | null;
  /** It looks damaged in some way; never true of what its signature proves. */
  readonly isSuspect: boolean;
}

/** How the ref stands that the new copy came by. */
export interface Standing {
  readonly doubt: Doubt;
  /** It was fetched before at the stamp that it is listed with now: what came then and now is one version. */
  readonly isSameVersion: boolean;
  /** The new copy is the very one that came last and was not taken. */
  readonly isRival: boolean;
  /** It is the stored copy itself, opened again. */
  readonly isKept: boolean;
  /** Whether any byte of the two copies differs. */
  readonly differs: () => boolean;
}

/**
 * `take`: the new copy takes the place of the old one. `beside`: both are kept, as versions of one submission or as two.
 * `leave`, `confirm`, `waits`, `differs`: the old one stays; it is as it is at its source (`confirm`), only its key can
 * judge the new one (`waits`), or a third copy decides (`differs`).
 */
export type Verdict = 'take' | 'beside' | 'leave' | 'confirm' | 'waits' | 'differs';

/** Judges a copy of the content that is here already. */
export function judgeSame(come: Copy, here: Copy, standing: Standing): Verdict {
  const { isKept, isSameVersion, isRival, differs } = standing;
  const order = compareCopies(come, here);
  const isBetter = order !== null && order > 0;
  // What is proved lacks nothing, but for a file that this computer could not keep then.
  if (here.isProved && here.answers === ANSWERS.readable) {
    return come.isProved && isBetter && come.media.length > here.media.length ? 'take' : 'leave';
  }
  if (isKept || !differs()) {
    // A key that fits shows what the copy that waited for it is: damaged, perhaps, and then not waiting any more.
    if (isBetter || (come.isOpened && !here.isOpened)) return 'take';
    return isKept ? 'leave' : 'confirm';
  }
  if (isUnjudged(come, here)) return 'waits';
  // What was damaged, and comes with another file that no key here can open, may be whole.
  if (here.answers === ANSWERS.damaged && come.answers === ANSWERS.sealed) return 'take';
  // Where each has what the other lacks, what is here stays, and is asked for again for the sake of the rest.
  if (order !== 0) return isBetter ? 'take' : 'leave';
  // Where the source says that something changed, it did.
  return isRival || !isSameVersion ? 'take' : 'differs';
}

/** Judges a copy of another content than the one that the same ref stands for. */
export function judgeOther(come: Copy, here: Copy, standing: Standing): Verdict {
  const { doubt, isSameVersion, isRival } = standing;
  if ((come.isProved && here.isProved) || isEdit(come, here)) return 'beside';
  if (!isSameVersion) {
    // What was there before stays, unless it was seen once only, and looks damaged.
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

/** What is not sure of the copy that a ref stands for, when a new one was judged so. */
export function doubtAfter(verdict: Verdict, come: Copy, { doubt, isRival, isKept }: Standing): Doubt {
  if (verdict === 'take' || verdict === 'beside') {
    if (!come.isSuspect) return null;
    return isRival ? 'sure' : 'suspect';
  }
  if (verdict === 'waits') return doubt === 'suspect' || doubt === 'sure' ? doubt : 'waits';
  if (verdict === 'differs') return come.isSuspect ? 'suspect' : 'differs';
  const isSuspect = come.isSuspect || doubt === 'suspect' || doubt === 'sure';
  if (verdict === 'confirm') return isSuspect && !come.isProved ? 'sure' : null;
  // Opened again, it came from nowhere: that a key does not fit after all makes it suspect.
  return isKept && come.isSuspect && doubt !== 'sure' ? 'suspect' : doubt;
}

/** A stored copy as one of the two. */
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
