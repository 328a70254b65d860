import { z } from 'zod';

// What Central responds (`server-apis` §5.2 to §5.5), as far as it is read here. Unknown fields are left out.

export const projects = z.array(
  z.object({ id: z.int().positive(), name: z.string().nullish(), archived: z.boolean().nullish() }),
);

export const forms = z.array(
  z.object({
    xmlFormId: z.string().min(1),
    name: z.string().nullish(),
    version: z.string().nullish(),
    keyId: z.int().nullish(),
    /** `open`, `closing` or `closed`. */
    state: z.string().nullish(),
    /** Null for a form that is only a draft and has no submissions. */
    publishedAt: z.string().nullable(),
  }),
);

export const versions = z.array(
  z.object({
    version: z.string().nullish(),
    /** The key for which submissions of this version are encrypted; null if they are not encrypted. */
    keyId: z.int().nullish(),
    sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .nullish(),
  }),
);

/** `managed` is null, not false, for a key that came with the form. */
export const keys = z.array(
  z.object({
    id: z.int().nullish(),
    managed: z.boolean().nullish(),
    public: z.string().nullish(),
    hint: z.string().nullish(),
  }),
);

export const attachments = z.array(z.object({ name: z.string() }));

const row = z.object({
  __id: z.string().min(1),
  __system: z.object({
    submissionDate: z.string().nullish(),
    updatedAt: z.string().nullish(),
    submitterName: z.string().nullish(),
    attachmentsPresent: z.int().nullish(),
    attachmentsExpected: z.int().nullish(),
    reviewState: z.string().nullish(),
    deviceId: z.string().nullish(),
    edits: z.int().nullish(),
    status: z.string().nullish(),
    formVersion: z.string().nullish(),
  }),
});
export type Row = z.infer<typeof row>;

export const feed = z.object({
  value: z.array(row),
  '@odata.count': z.int().nullish(),
  '@odata.nextLink': z.string().nullish(),
});
