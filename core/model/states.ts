/**
 * The states of a submission: encrypted and waiting for its key; decrypted; decrypted with files missing or
 * damaged; not readable.
 */
export const submissionStates = ['sealed', 'decrypted', 'incomplete', 'failed'] as const;
export type SubmissionState = (typeof submissionStates)[number];

/**
 * Result of the signature check (`submission-format` §8). `absent`: it has none, and should. `unsigned`: its client
 * never signs (ODK Web Forms). `not-checkable`: a part or the key that it needs is missing.
 */
export const signatureStates = ['valid', 'mismatch', 'absent', 'unsigned', 'not-checkable'] as const;
export type SignatureState = (typeof signatureStates)[number];

/**
 * What was repaired so that the signature matched: Enketo's IV overflow, media listed in another order, or an
 * instance ID that the manifest lacks.
 */
const repairReasons = ['iv-overflow', 'media-order', 'instance-id'] as const;
export type RepairReason = (typeof repairReasons)[number];
