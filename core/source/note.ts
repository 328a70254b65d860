import { z } from 'zod';
import type { ServerFacts } from '../model/fetched.ts';
import type { SubmissionRef } from '../model/submission-ref.ts';

/** The facts of a server (`ServerFacts`) within a note. */
export const factsShape = z.object({
  submissionDate: z.string().nullable(),
  submitter: z.string().nullable(),
  device: z.string().nullable(),
  reviewState: z.string().nullable(),
}) satisfies z.ZodType<ServerFacts>;

/** What a list says about a submission, as JSON. It is kept with the ref until the submission is fetched. */
export function noteOf<T>(said: T): string {
  return JSON.stringify(said);
}

/** Reads what `noteOf` wrote. Null if there is no note, or if another version of Attaché wrote it in another shape. */
export function readNote<T>({ note }: SubmissionRef, shape: z.ZodType<T>): T | null {
  if (note === undefined) return null;
  try {
    return shape.parse(JSON.parse(note));
  } catch {
    return null;
  }
}
