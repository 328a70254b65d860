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

/** What a list said of a submission, to be kept with its ref until it is fetched: JSON. */
export function noteOf<T>(said: T): string {
  return JSON.stringify(said);
}

/** What `noteOf` kept; null when there is no note, or one of another shape, as another version of Attaché may write. */
export function readNote<T>({ note }: SubmissionRef, shape: z.ZodType<T>): T | null {
  if (note === undefined) return null;
  try {
    return shape.parse(JSON.parse(note));
  } catch {
    return null;
  }
}
