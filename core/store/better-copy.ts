import type { OpenedSubmission } from '../decrypt/opened.ts';
import type { ServerFacts } from '../source/source.ts';
import type { SubmissionState } from '../submission-states.ts';

/** What of a stored submission says how whole it is. */
export interface Existing {
  readonly id: number;
  readonly state: SubmissionState;
  readonly signature: string;
  /** Of the key that has opened it, however little came out. */
  readonly keyFingerprint: string | null;
  readonly records: number;
  readonly present: number;
  /** Encrypted files that are kept. */
  readonly files: number;
}

const STATE_RANK: Readonly<Record<SubmissionState, number>> = {
  failed: 0,
  sealed: 1,
  incomplete: 2,
  decrypted: 3,
};

/**
 * Whether a copy that no key here opens cannot be told from the one that is here, which a key has opened and shown not
 * to be whole. It is fetched again when that key is at hand, and what is here stays until then.
 */
export function isUnjudged(opened: OpenedSubmission, existing: Existing): boolean {
  return opened.state === 'sealed' && existing.keyFingerprint !== null && existing.state !== 'decrypted';
}

/**
 * Whether a copy of a submission is more whole than the one that is here. `files` are its encrypted ones; `isSame` is
 * true for the very copy that is here, opened with other keys.
 */
export function isBetter(
  opened: OpenedSubmission,
  existing: Existing,
  files: number,
  isSame: boolean,
): boolean {
  // A key that fits shows what the copy that waited for it is: damaged, perhaps, and then not waiting any more.
  if (isSame && existing.state === 'sealed' && opened.state !== 'sealed') return true;
  const state = STATE_RANK[opened.state] - STATE_RANK[existing.state];
  if (state !== 0) return state > 0;
  const present = opened.attachments.filter((a) => a.state === 'present').length - existing.present;
  if (present !== 0) return present > 0;
  // What waits for its key is as whole as its encrypted files are: the answers may be the file that has come.
  if (opened.state === 'sealed' && files !== existing.files) return files > existing.files;
  return opened.signature === 'valid' && existing.signature !== 'valid';
}

/** Whether a key has shown what no server that gives a checksum lets happen. */
export function isDamaged({ keyFingerprint, problems }: OpenedSubmission): boolean {
  return (
    keyFingerprint !== null &&
    problems.some(({ code }) => code.startsWith('decrypt.') && code !== 'decrypt.signature_absent')
  );
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
