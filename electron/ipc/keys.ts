import { z } from 'zod';
import {
  type FormKey,
  fingerprint,
  type Instant,
  name,
  nothing,
  type ProblemView,
  placeId,
  secretText,
} from './common.ts';
import { engine } from './request.ts';

export const keptBy = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('session') }),
  z.strictObject({ kind: z.literal('sealed'), passphrase: secretText }),
  z.strictObject({ kind: z.literal('keychain') }),
]);
export type KeptBy = Readonly<z.infer<typeof keptBy>>;

/** A key that a form version names, with what is known of it here. */
export interface AskedKey {
  readonly fingerprint: string;
  /** null when it is not among the keys of this workspace. */
  readonly name: string | null;
  readonly state: 'open' | 'locked' | 'unknown';
}

export interface OpensForm extends FormKey {
  readonly title: string;
  /** Those that name the key, and those that it was seen to open. '' is "no version". */
  readonly versions: readonly string[];
  /** Submissions that this key has opened. */
  readonly opened: number;
  /** Submissions of the form that wait for a key, and how many of them this key opens. */
  readonly waiting: number;
  readonly fits: number;
  /** False when so many wait that not each was tried: `fits` is about right then. */
  readonly isExact: boolean;
  /** Tried on a real submission: it opened, it did not, or there was none to try. */
  readonly proof: 'opened' | 'refused' | 'nothing-to-try';
}

export interface KeyRow {
  readonly fingerprint: string;
  readonly name: string;
  readonly state: 'open' | 'locked';
  readonly bits: number;
  /** `pkcs8`, `pkcs1`, `pkcs12` ...; as the file was. */
  readonly format: string | null;
  readonly kept: KeptBy['kind'];
  /** Base name of the file that it came from. */
  readonly file: string | null;
  /** The user says that a second copy exists. */
  readonly hasCopy: boolean;
  readonly lastTried: Instant | null;
  readonly opens: readonly OpensForm[];
}

export interface KeysOverview {
  readonly keys: readonly KeyRow[];
  readonly without: readonly {
    readonly form: FormKey;
    readonly title: string;
    readonly submissions: number;
    readonly fingerprint: string | null;
  }[];
}

/** A key file that was read and is not kept yet. */
export type InspectedKey =
  | {
      readonly outcome: 'good';
      readonly draftId: string;
      readonly file: string;
      readonly suggestedName: string;
      readonly keys: readonly {
        readonly fingerprint: string;
        readonly bits: number;
        readonly format: string;
        readonly alreadyHere: string | null;
      }[];
      readonly opens: readonly OpensForm[];
      /** Submissions of all forms that wait for a key. */
      readonly waiting: number;
    }
  | {
      readonly outcome: 'passphrase-needed';
      readonly file: string;
      /** What reminds of it, where a server has said so. */
      readonly hint: string | null;
    }
  | { readonly outcome: 'wrong'; readonly file: string; readonly problem: ProblemView };

const draftId = z.uuid();

export const keysRequests = {
  'keys.list': engine<KeysOverview>()(nothing),
  'keys.inspect': engine<InspectedKey>()(z.strictObject({ placeId, passphrase: secretText.nullable() })),
  /** Keeps an inspected or generated key, and opens what waits for it in the background. */
  'keys.keep': engine<KeysOverview>()(z.strictObject({ draftId, name, kept: keptBy })),
  'keys.discard': engine<null>()(z.strictObject({ draftId })),
  /** Opens a locked key by its passphrase, by the keychain, or (session keys) by its file again. */
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
  /** Wraps and unwraps a test message, and tries it again on one submission of each form. */
  'keys.test': engine<KeyRow>()(z.strictObject({ fingerprint })),
  /** What goes into the XLSForm: the text of the cell `public_key`. */
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
  /** Writes the key file, reads it back, and opens a test message with it. */
  'keys.saveGenerated': engine<{ readonly path: string }>()(z.strictObject({ draftId, placeId })),
} as const;

export type KeysEvent =
  | { readonly type: 'keys-changed' }
  /** What waited was tried with the keys that are open now: how much each has opened, and what still waits. */
  | {
      readonly type: 'keys-opened';
      readonly pullId: number;
      readonly opened: readonly { readonly name: string; readonly submissions: number }[];
      readonly waiting: number;
      /** What a key fits, and what is damaged all the same. */
      readonly unreadable: number;
    };
