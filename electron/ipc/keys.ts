import { z } from 'zod';
import type {
  AskedKey,
  InspectedKey as Inspected,
  KeyRow,
  KeysOverview,
  OpensForm,
} from '../../core/model/known-key.ts';
import { fingerprint, name, nothing, type ProblemView, placeId, secretText } from './common.ts';
import { engine } from './request.ts';

const keptBy = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('session') }),
  z.strictObject({ kind: z.literal('sealed'), passphrase: secretText }),
  z.strictObject({ kind: z.literal('keychain') }),
]);
export type KeptBy = Readonly<z.infer<typeof keptBy>>;

export type { AskedKey, KeyRow, KeysOverview, OpensForm };
export type InspectedKey = Inspected<ProblemView>;

const draftId = z.uuid();

export const keysRequests = {
  'keys.list': engine<KeysOverview>()(nothing),
  'keys.inspect': engine<InspectedKey>()(z.strictObject({ placeId, passphrase: secretText.nullable() })),
  /** Keeps an inspected or generated key, and decrypts the submissions that wait for it in the background. */
  'keys.keep': engine<KeysOverview>()(z.strictObject({ draftId, name, kept: keptBy })),
  'keys.discard': engine<null>()(z.strictObject({ draftId })),
  /** Unlocks a key with its passphrase, with the keychain, or (keys of the session) with its file again. */
  'keys.unlock': engine<KeysOverview>()(
    z.strictObject({
      fingerprint,
      by: z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('passphrase'), passphrase: secretText }),
        z.strictObject({ kind: z.literal('keychain') }),
        z.strictObject({ kind: z.literal('file'), placeId, passphrase: secretText.nullable() }),
      ]),
    }),
  ),
  'keys.rename': engine<KeysOverview>()(z.strictObject({ fingerprint, name })),
  'keys.setKept': engine<KeysOverview>()(z.strictObject({ fingerprint, kept: keptBy })),
  'keys.setHasCopy': engine<KeysOverview>()(z.strictObject({ fingerprint, hasCopy: z.boolean() })),
  'keys.remove': engine<KeysOverview>()(z.strictObject({ fingerprint })),
  /**
   * Encrypts and decrypts a test message with the key, and tries the key again on one submission of each
   * form.
   */
  'keys.test': engine<KeyRow>()(z.strictObject({ fingerprint })),
  /** The text for the cell `public_key` of the XLSForm. */
  'keys.publicKey': engine<{ readonly cell: string }>()(z.strictObject({ fingerprint })),
  'keys.generate': engine<{
    readonly draftId: string;
    readonly fingerprint: string;
    readonly cell: string;
  }>()(
    z.strictObject({
      bits: z.union([z.literal(2048), z.literal(3072), z.literal(4096)]),
      name,
      passphrase: secretText.nullable(),
    }),
  ),
  /** Writes the key file, reads it back, and decrypts a test message with it. */
  'keys.saveGenerated': engine<{ readonly path: string }>()(z.strictObject({ draftId, placeId })),
} as const;

export type KeysEvent =
  | { readonly type: 'keys-changed' }
  /**
   * Attaché tried the unlocked keys on the submissions that wait: how many each key decrypted, and how many
   * still wait.
   */
  | {
      readonly type: 'keys-opened';
      readonly pullId: number;
      readonly opened: readonly { readonly name: string; readonly submissions: number }[];
      readonly waiting: number;
      /** How many submissions a key fits that are damaged, and so not readable. */
      readonly unreadable: number;
    };
