import type { ProblemCode } from '../ground/problem.ts';

/**
 * The problems that explain a submission best, the best first. Any other problem comes after these, in the
 * order in which it came.
 */
export const telling: readonly ProblemCode[] = [
  'source.opening_failed',
  'key.none_fits',
  'key.kept_by_server',
  'submission.xml_enc_missing',
  'source.answers_deleted',
  'submission.key_truncated',
  'submission.key_too_long',
  'submission.key_missing',
  'decrypt.padding',
  'decrypt.length',
  'decrypt.answers_damaged',
  'decrypt.signature_mismatch',
  'submission.attachment_missing',
];

/**
 * The one problem by which a submission is counted, so that each is counted once. Takes its problems. A
 * submission that has none and is not readable waits for a key.
 */
export function tellingOf(codes: readonly ProblemCode[]): ProblemCode {
  return telling.find((code) => codes.includes(code)) ?? codes[0] ?? 'key.none_fits';
}
