import { z } from 'zod';
import { type LoginDraft, type ServerDraft, serverDraft } from '../../core/model/server-draft.ts';
import type { ListedKind } from '../../core/model/server-kind.ts';
import type { Check, LineOfTest, ServerTestResult } from '../../core/model/server-test.ts';
import type { SourceRow as Row } from '../../core/model/source-row.ts';
import {
  formKey,
  name,
  nothing,
  type Place,
  type ProblemView,
  placeId,
  type ServerKind,
  secretText,
  serverKind,
} from './common.ts';
import { engine } from './request.ts';

export type { Check, LoginDraft, ServerDraft };

export type TestLine = LineOfTest<ProblemView>;
export type TestResult = ServerTestResult<ProblemView>;
export type SourceRow = Row<ProblemView>;

/** What the page knows of a kind of server. Of the page for its token see `app.openHelp`. */
export type KindRow = ListedKind;

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
