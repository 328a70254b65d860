import { z } from 'zod';
import type { ServerFacts } from '../../model/fetched.ts';

// What KPI responds (`server-apis` §4.4, §4.7), as far as it is read here. Unknown fields are left out.

const paged = <T extends z.ZodType>(result: T) =>
  z.object({ count: z.int().nonnegative(), next: z.string().nullish(), results: z.array(result) });

export const assets = paged(
  z.object({
    uid: z.string().min(1),
    name: z.string().nullish(),
    owner__username: z.string().nullish(),
    deployment_status: z.string().nullish(),
    deployment__active: z.boolean().nullish(),
    deployment__submission_count: z.int().nonnegative().nullish(),
    deployment__encrypted: z.boolean().nullish(),
  }),
);

export const row = z.object({
  _id: z.int().nonnegative(),
  _uuid: z.string().nullish(),
  /** The uuid of the first version, with `uuid:`; an edit changes `_uuid` alone. */
  'meta/rootUuid': z.string().nullish(),
  _submission_time: z.string().nullish(),
  _submitted_by: z.string().nullish(),
  /** An empty object when none was set. */
  _validation_status: z.object({ uid: z.string().optional() }).nullish(),
  _attachments: z
    .array(
      z.object({
        filename: z.string(),
        media_file_basename: z.string().nullish(),
        download_url: z.string(),
        is_deleted: z.boolean().nullish(),
      }),
    )
    .nullish(),
});
export type Row = z.infer<typeof row>;

export const rows = paged(row);

/** What a row says of its submission beside the answers. */
export function factsOf(one: Row): ServerFacts {
  const time = one._submission_time ?? null;
  return {
    // Without a zone, and in UTC (`server-apis` §4.7).
    submissionDate: time === null || /(Z|[+-]\d\d:?\d\d)$/.test(time) ? time : `${time}Z`,
    submitter: one._submitted_by ?? null,
    device: null,
    reviewState: one._validation_status?.uid?.replace(/^validation_status_/, '') ?? null,
  };
}
