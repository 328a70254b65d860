import { z } from 'zod';
import type { Check, LineOfTest } from '../../core/model/server-test.ts';
import {
  formKey,
  type Instant,
  kindSetting,
  name,
  nothing,
  type Place,
  type ProblemView,
  placeId,
  type ServerKind,
  type SourceKind,
  secretText,
  serverKind,
} from './common.ts';
import { engine } from './request.ts';

export const loginDraft = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({
    kind: z.literal('password'),
    user: z.string().min(1).max(300),
    password: secretText.nullable(),
  }),
  z.strictObject({ kind: z.literal('token'), token: secretText.nullable() }),
]);
export type LoginDraft = Readonly<z.infer<typeof loginDraft>>;

/** A server as it is typed in. A secret of null is "the one that is known". */
export const serverDraft = z.strictObject({
  kind: kindSetting,
  /** null: taken from the address. */
  name: name.nullable(),
  address: z.string().trim().min(1).max(2000),
  login: loginDraft,
  /** Kept by this computer's keychain. */
  remember: z.boolean(),
});
export type ServerDraft = Readonly<z.infer<typeof serverDraft>>;

export type { Check };
/** One line of a test. `code` has words in every language. */
export type TestLine = LineOfTest<ProblemView>;

export interface TestResult {
  readonly at: Instant;
  readonly isGood: boolean;
  readonly lines: readonly TestLine[];
  readonly forms: number | null;
  /** What it was found to be, or was taken for; null when that was not found out. */
  readonly kind?: ServerKind | null;
}

export interface SourceRow {
  readonly name: string;
  readonly kind: SourceKind;
  /** Web address, or path of the folder or zip. */
  readonly address: string;
  readonly account: string | null;
  readonly login: 'none' | 'password' | 'token' | null;
  readonly isRemembered: boolean;
  /** The engine has its password or token, or it needs none. */
  readonly isSignedIn: boolean;
  readonly lastTest: TestResult | null;
  /** When a count or a pull has last read its list, or since when it is away or refuses; null when none has tried. */
  readonly lastContact: { readonly at: Instant; readonly outcome: 'reached' | 'away' | 'failed' } | null;
  readonly forms: number;
  /** Pulled from it and here. */
  readonly submissions: number;
  readonly layout: string | null;
  /** Of a folder: whether drafts of ODK Collect are taken too, and how many it has that are not here. */
  readonly drafts: { readonly isTaken: boolean; readonly leftOut: number } | null;
}

/** What the page knows of a kind of server. */
export interface KindRow {
  readonly kind: ServerKind;
  /** Its servers decrypt, when they are asked to, the forms whose key they keep. */
  readonly decryptsWhenAsked: boolean;
  /** There is a page outside that says where an account finds its token (`app.openHelp`). */
  readonly hasTokenPage: boolean;
}

export interface SampleServer {
  readonly kind: ServerKind;
}

/** What a server has decrypted itself, of one of its projects, or why it has not. */
export type DecryptedThere = { readonly project: number; readonly problem: ProblemView } | DecryptedProject;

export interface DecryptedProject {
  readonly project: number;
  readonly place: Place;
  /** Submissions that the server counts, and rows that it gave. */
  readonly counted: number;
  readonly rows: number;
  readonly notDecrypted: number;
  readonly missing: number;
  readonly withoutData: number;
  /** Files that came under the name of another, kept under a name of their own. */
  readonly renamed: number;
}

export const serversRequests = {
  'servers.list': engine<readonly SourceRow[]>()(nothing),
  /** The kinds that can be added, in the order in which they are offered. */
  'servers.kinds': engine<readonly KindRow[]>()(nothing),
  /** The kind that an address alone tells; null when the server has to be asked. */
  'servers.kindOf': engine<ServerKind | null>()(z.strictObject({ address: z.string().max(2000) })),
  /** Tries a server that is being added or changed; lines come as events under this id, the whole as the reply. */
  'servers.test': engine<TestResult>()(
    z.strictObject({
      testId: z.uuid(),
      server: z.union([
        z.strictObject({ name }),
        z.strictObject({ draft: serverDraft, instead: name.nullable() }),
      ]),
    }),
  ),
  'servers.add': engine<SourceRow>()(serverDraft),
  'servers.change': engine<SourceRow>()(z.strictObject({ name, draft: serverDraft })),
  /** Takes a server for another kind, and keeps all else of it. */
  'servers.changeKind': engine<SourceRow>()(z.strictObject({ name, kind: serverKind })),
  /**
   * Adds a project or form of a server, which has an address of its own, as a server with the same login. Replies with the
   * one that was added before, where there is one.
   */
  'servers.addPlace': engine<SourceRow>()(
    z.strictObject({ source: name, address: z.string().max(2000), name: z.string().min(1).max(150) }),
  ),
  /** Whether drafts of ODK Collect are taken from a folder too. */
  'servers.takeDrafts': engine<SourceRow>()(z.strictObject({ name, isTaken: z.boolean() })),
  'servers.remove': engine<null>()(z.strictObject({ name })),
  /** Gives the password or token of a server for this session (or its keychain). */
  'servers.signIn': engine<SourceRow>()(z.strictObject({ name, secret: secretText, remember: z.boolean() })),
  /**
   * Sends the passphrase of a kept key to its server, which decrypts the form and sends the answers back: they are written
   * to a folder of their own. Only after the user was told.
   */
  'servers.decryptThere': engine<readonly DecryptedThere[]>()(
    z.strictObject({ form: formKey, passphrase: secretText, placeId }),
  ),
  /** A folder or zip as a source; says what it found. */
  'servers.addFolder': engine<{ readonly row: SourceRow; readonly found: string; readonly forms: number }>()(
    z.strictObject({ placeId }),
  ),
} as const;

export type ServersEvent =
  | { readonly type: 'server-test'; readonly testId: string; readonly line: TestLine }
  | { readonly type: 'servers-changed' };
