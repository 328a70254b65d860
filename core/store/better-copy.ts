import type { ServerFacts } from '../model/fetched.ts';
import type { OpenedSubmission } from '../model/opened.ts';
import type { SignatureState, SubmissionState } from '../model/states.ts';

/** What of a stored submission says how whole it is. */
export interface Existing {
  readonly id: number;
  readonly formId: string | null;
  readonly instanceId: string | null;
  readonly deprecatedId: string | null;
  readonly state: SubmissionState;
  readonly signature: SignatureState;
  /** Of the key that has opened it, however little came out. */
  readonly keyFingerprint: string | null;
  readonly records: number;
  /** Names of the attachments that are here, a JSON list. */
  readonly present: string;
  /** Encrypted files that are kept. */
  readonly files: number;
}

/** How far the answers can be read. */
export const ANSWERS = {
  /** Their file is not here. */
  absent: 0,
  /** Their file is here, and a key has shown that it is damaged, or what came could not be read at all. */
  damaged: 1,
  /** Their file is here and waits for its key. */
  sealed: 2,
  readable: 3,
} as const;

/** How whole a copy is: what of it can be read, in the order in which it counts. */
export interface Wholeness {
  readonly answers: (typeof ANSWERS)[keyof typeof ANSWERS];
  /** Names of the attachments that are here: readable, or encrypted in a copy that waits for its key. */
  readonly media: readonly string[];
  /** Its signature proves all of it. */
  readonly isProved: boolean;
  readonly isOpened: boolean;
  readonly isOpenedByKey: boolean;
  /** Encrypted files at hand. */
  readonly files: number;
}

/** The wholeness of what came; `files` are its encrypted files that are kept. */
export function wholenessOf(opened: OpenedSubmission, files: number): Wholeness {
  const { state, signature, keyFingerprint, attachments, records } = opened;
  const media = attachments.flatMap((a) => (a.state === 'present' ? [a.name] : []));
  return wholeness({ state, signature, keyFingerprint, records: records.length, files }, media);
}

/** The wholeness of a copy by what is stored of it. */
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
  // Of the encrypted files that are here, one more than the attachments is that of the answers.
  return state === 'sealed' && files > present ? ANSWERS.sealed : ANSWERS.absent;
}

/**
 * Compares two copies of the same content by what can be read of them: the answers first, then the attachments, then the
 * signature. Above 0 the first is better, below 0 the second; at 0 neither is. Null when each has an attachment that the
 * other lacks.
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
    // What is proved needs its encrypted files no more.
    (one.isProved ? 0 : one.files - other.files)
  );
}

/**
 * Whether a copy that no key here opens (`one`) cannot be told from the one that is here (`other`), of which a key has
 * opened something. It is fetched again when that key is at hand, and what is here stays until then. A copy with the
 * answers that cannot be read here needs no judge.
 */
export function isUnjudged(one: Wholeness, other: Wholeness): boolean {
  if (one.isOpened || !other.isOpenedByKey || other.isProved) return false;
  return one.answers !== ANSWERS.sealed || other.answers === ANSWERS.readable;
}

/** Whether a source knows anything beside the XML: folders and the Briefcase endpoints do not. */
export function saysSomething(facts: ServerFacts): boolean {
  return Object.values(facts).some((fact) => fact !== null);
}

/**
 * What is said of a submission whose better copy has come: what its source says or, where that says nothing of it
 * (`isSaid`), what was known before. A review that is there no more was withdrawn.
 */
export function mergedFacts(said: ServerFacts, known: ServerFacts, isSaid: boolean): ServerFacts {
  return {
    submissionDate: said.submissionDate ?? known.submissionDate,
    submitter: said.submitter ?? known.submitter,
    device: said.device ?? known.device,
    reviewState: isSaid ? said.reviewState : known.reviewState,
  };
}
