import { z } from 'zod';

// What Ona's own API responds (`server-apis` §3.2, §3.4, §3.8), as far as it is read here. Unknown fields are left out.

export const account = z.object({
  username: z.string().regex(/^[\w.@+-]+$/),
  /** What the Briefcase endpoints take after `Token`, and the native API too. */
  api_token: z
    .string()
    .regex(/^[\x21-\x7e]{1,500}$/)
    .nullish(),
});

export const form = z.object({
  formid: z.int().positive(),
  id_string: z.string().min(1),
  title: z.string().nullish(),
  version: z.string().nullish(),
  hash: z.string().nullish(),
  project: z.string().nullish(),
  owner: z.string().nullish(),
  encrypted: z.boolean().nullish(),
  num_of_submissions: z.int().nonnegative().nullish(),
  /** False of a form that takes no new submissions. */
  downloadable: z.boolean().nullish(),
  is_managed: z.boolean().nullish(),
  is_merged_dataset: z.boolean().nullish(),
  /** Who may do what with it. */
  users: z
    .array(z.object({ user: z.string(), role: z.string().nullish() }))
    .nullish()
    .catch(null),
});

export const forms = z.array(form);
export type Form = z.infer<typeof form>;

export const row = z.object({
  _id: z.int().positive(),
  _uuid: z.string().min(1),
  _submission_time: z.string().nullish(),
  _submitted_by: z.string().nullish(),
  _last_edited: z.string().nullish(),
  _media_all_received: z.union([z.boolean(), z.string()]).nullish(),
  /** How many files have come. */
  _media_count: z.union([z.string(), z.int()]).nullish(),
  _review_status: z.union([z.string(), z.int()]).nullish(),
  /** Why Ona, which keeps the key, could not decrypt it: in a list with a message, by itself as a name alone. */
  _decryption_error: z.union([z.string(), z.object({ name: z.string() })]).nullish(),
  _attachments: z
    .array(
      z.object({
        id: z.int().nullish(),
        name: z.string().nullish(),
        filename: z.string(),
        download_url: z.string(),
      }),
    )
    .nullish(),
});
export type Row = z.infer<typeof row>;

export const rows = z.array(row);
