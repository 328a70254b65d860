import { z } from 'zod';

/** How this computer reaches servers that have no settings of their own. */
export const networkSettings = z.strictObject({
  proxy: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('system') }),
    z.strictObject({ kind: z.literal('none') }),
    z.strictObject({ kind: z.literal('own'), url: z.url({ protocol: /^https?$/ }).max(500) }),
  ]),
  /** PEM file of a certificate authority. */
  caFile: z.string().nullable(),
  /** Requests at the same time to one server. */
  connections: z.int().min(1).max(16),
  /** Seconds to wait for a server that does not respond. */
  timeout: z.int().min(10).max(600),
});
export type NetworkSettings = Readonly<z.infer<typeof networkSettings>>;
