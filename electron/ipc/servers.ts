import { z } from 'zod';
import type { DecryptedByServer } from '../../core/model/decrypted-by-server.ts';
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

/** A kind of server. `app.openHelp` opens the page about its token. */
export type KindRow = ListedKind;

/** What a server has decrypted itself in one of its projects, or why it has not. */
export type DecryptedThere = { readonly project: number; readonly problem: ProblemView } | DecryptedProject;

/** As the use case returns it, with a place for the page in the place of the folder. */
export interface DecryptedProject extends Omit<DecryptedByServer, 'folder'> {
  readonly place: Place;
}

export const serversRequests = {
  'servers.list': engine<readonly SourceRow[]>()(nothing),
  /** The kinds that can be added, in the order in which they are offered. */
  'servers.kinds': engine<readonly KindRow[]>()(nothing),
  /** The kind of server that the address shows; null when only the server itself can tell. */
  'servers.kindOf': engine<ServerKind | null>()(z.strictObject({ address: z.string().max(2000) })),
  /**
   * Tests a server that is being added or changed. Each line comes as an event with this ID; the reply has
   * all lines.
   */
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
  /** Changes the kind of a server, and keeps everything else about it. */
  'servers.changeKind': engine<SourceRow>()(z.strictObject({ name, kind: serverKind })),
  /**
   * Adds a project or form of a server as a server of its own, with the same login. Replies with the existing
   * server when this address was added before.
   */
  'servers.addPlace': engine<SourceRow>()(
    z.strictObject({ source: name, address: z.string().max(2000), name: z.string().min(1).max(150) }),
  ),
  /** Sets whether drafts of ODK Collect are pulled from a folder too. */
  'servers.takeDrafts': engine<SourceRow>()(z.strictObject({ name, isTaken: z.boolean() })),
  'servers.remove': engine<null>()(z.strictObject({ name })),
  /** Signs in to a server: gives its password or token, for this session or for the keychain. */
  'servers.signIn': engine<SourceRow>()(z.strictObject({ name, secret: secretText, remember: z.boolean() })),
  /**
   * Sends the passphrase of a key to the server that keeps this key. The server decrypts the form and sends
   * the answers back; they are written to a separate folder. Call it only after the user was warned.
   */
  'servers.decryptThere': engine<readonly DecryptedThere[]>()(
    z.strictObject({ form: formKey, passphrase: secretText, placeId }),
  ),
  /** Adds a folder or zip as a source, and replies with what it found there. */
  'servers.addFolder': engine<{ readonly row: SourceRow; readonly found: string; readonly forms: number }>()(
    z.strictObject({ placeId }),
  ),
} as const;

export type ServersEvent =
  | { readonly type: 'server-test'; readonly testId: string; readonly line: TestLine }
  | { readonly type: 'servers-changed' };
