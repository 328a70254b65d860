import type { ServerFacts } from '../model/fetched.ts';
import type { OpenedSubmission } from '../model/opened.ts';
import type { SignatureState, SubmissionState } from '../model/states.ts';

/** The facts about a stored submission that show how whole it is. */
export interface Existing {
  readonly id: number;
  readonly formId: string | null;
  readonly instanceId: string | null;
  readonly deprecatedId: string | null;
  /** Instance ID of the first version; null when it is not known to differ from its own. */
  readonly rootId: string | null;
  readonly state: SubmissionState;
  readonly signature: SignatureState;
  /** Fingerprint of the key that decrypted it, however little that gave. */
  readonly keyFingerprint: string | null;
  readonly records: number;
  /** A JSON list with the names of the attachments that are here. */
  readonly present: string;
  /** How many encrypted files are kept. */
  readonly files: number;
}

/** How far the answers can be read. */
export const ANSWERS = {
  /** The file with the answers is not here. */
  absent: 0,
  /** The file is here but damaged, as a key has shown; or nothing that came could be read. */
  damaged: 1,
  /** The file is here and waits for its key. */
  sealed: 2,
  readable: 3,
} as const;

/** How whole a copy is, by what can be read of it. The most important part is first. */
export interface Wholeness {
  readonly answers: (typeof ANSWERS)[keyof typeof ANSWERS];
  /** Names of the attachments that are here: readable, or encrypted in a copy that waits for its key. */
  readonly media: readonly string[];
  /** Its signature proves all of it. */
  readonly isProved: boolean;
  readonly isOpened: boolean;
  readonly isOpenedByKey: boolean;
  /** How many encrypted files are here. */
  readonly files: number;
}

/** The wholeness of a copy that came. `files` is how many of its encrypted files are kept. */
export function wholenessOf(opened: OpenedSubmission, files: number): Wholeness {
  const { state, signature, keyFingerprint, attachments, records } = opened;
  const media = attachments.flatMap((a) => (a.state === 'present' ? [a.name] : []));
  return wholeness({ state, signature, keyFingerprint, records: records.length, files }, media);
}

/** The wholeness of a stored copy. */
export function wholenessHere(existing: Existing): Wholeness {
  return wholeness(existing, JSON.parse(existing.present) as string[]);
}

function wholeness(
  copy: Pick<Existing, 'state' | 'signature' | 'keyFingerprint' | 'records' | 'files'>,
  media: readonly string[],
): Wholeness {
  const { state, signature, keyFingerprint, records, files } = copy;
  return {
    answers: answersOf(state, records, media.length, files),
    media,
    isProved: signature === 'valid',
    isOpened: state !== 'sealed',
    isOpenedByKey: keyFingerprint !== null,
    files,
  };
}

function answersOf(
  state: SubmissionState,
  records: number,
  present: number,
  files: number,
): Wholeness['answers'] {
  if (records > 0) return ANSWERS.readable;
  if (state === 'failed') return ANSWERS.damaged;
  // Each attachment has one encrypted file. One file more than that is the file of the answers.
  return state === 'sealed' && files > present ? ANSWERS.sealed : ANSWERS.absent;
}

/**
 * Compares two copies of the same content by what can be read of them: first the answers, then the
 * attachments, then the signature. Returns a number above 0 when the first is better, below 0 when the second
 * is, and 0 when neither is. Returns null when each has an attachment that the other lacks.
 */
export function compareCopies(one: Wholeness, other: Wholeness): number | null {
  if (one.answers !== other.answers) return one.answers - other.answers;
  const more = one.media.some((name) => !other.media.includes(name));
  const fewer = other.media.some((name) => !one.media.includes(name));
  if (more && fewer) return null;
  if (more || fewer) return more ? 1 : -1;
  return (
    Number(one.isProved) - Number(other.isProved) ||
    Number(one.isOpened) - Number(other.isOpened) ||
    // A proved copy no longer needs its encrypted files.
    (one.isProved ? 0 : one.files - other.files)
  );
}

/**
 * Whether nobody can say which copy is better: no key here decrypts `one`, and a key has decrypted something
 * of `other`, which is here. Then `other` stays, and `one` is downloaded again when that key is available.
 * When `one` has its encrypted answers, and those of `other` cannot be read, this is false.
 */
export function isUnjudged(one: Wholeness, other: Wholeness): boolean {
  if (one.isOpened || !other.isOpenedByKey || other.isProved) return false;
  return one.answers !== ANSWERS.sealed || other.answers === ANSWERS.readable;
}

/** Whether a source reports facts besides the XML. Folders and the Briefcase endpoints do not. */
export function saysSomething(facts: ServerFacts): boolean {
  return Object.values(facts).some((fact) => fact !== null);
}

/**
 * The server's facts about a submission when a better copy of it has come. Each fact is the source's, or the
 * one that was known before where the source gives none. A review state is the exception: where the source
 * reports facts (`isSaid`), a missing review state means that the review was withdrawn.
 */
export function mergedFacts(said: ServerFacts, known: ServerFacts, isSaid: boolean): ServerFacts {
  return {
    submissionDate: said.submissionDate ?? known.submissionDate,
    submitter: said.submitter ?? known.submitter,
    device: said.device ?? known.device,
    reviewState: isSaid ? said.reviewState : known.reviewState,
  };
}
