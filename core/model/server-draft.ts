import { z } from 'zod';
import { serverKinds } from './server-kind.ts';

/** A password, token or passphrase as it is typed. */
export const typedSecret = z.string().min(1).max(4096);

/** The name of a source as it is typed. */
export const sourceName = z.string().trim().min(1).max(200);

/** `auto`: Attaché finds out the kind when it first reaches the server. */
const kindSetting = z.enum([...serverKinds, 'auto']);

/** How to sign in, as typed. A null secret means the stored one. */
const loginDraft = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({
    kind: z.literal('password'),
    user: z.string().min(1).max(300),
    password: typedSecret.nullable(),
  }),
  z.strictObject({ kind: z.literal('token'), token: typedSecret.nullable() }),
]);
export type LoginDraft = Readonly<z.infer<typeof loginDraft>>;

/** A server as it is typed in. */
export const serverDraft = z.strictObject({
  kind: kindSetting,
  /** null: taken from the address. */
  name: sourceName.nullable(),
  address: z.string().trim().min(1).max(2000),
  login: loginDraft,
  /** Kept by this computer's keychain. */
  remember: z.boolean(),
});
export type ServerDraft = Readonly<z.infer<typeof serverDraft>>;
