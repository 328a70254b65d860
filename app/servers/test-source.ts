import type { WebServer } from '../../core/model/server.ts';
import type { ServerDraft } from '../../core/model/server-draft.ts';
import type { ServerTestResult } from '../../core/model/server-test.ts';
import type { CheckLine } from '../../core/source/check/check-line.ts';
import { kindWith } from '../../core/source/check/kind-of-address.ts';
import type { Login } from '../../core/source/http/login.ts';
import { sessionSecret } from '../sources/session-login.ts';
import { secretOfDraft } from './draft-secret.ts';
import { findServer } from './find-source.ts';
import { keepTest } from './kept-test.ts';
import { accountOf, baseOf, isSamePlace, loginWith } from './login-draft.ts';
import { proxyFor, type ReachContext } from './server-context.ts';
import { testServer } from './test-server.ts';
import type { TestedDrafts } from './tested-drafts.ts';

/**
 * What is tested: a server that was added, or a draft of a new or changed server. `instead` names the server
 * that the draft changes.
 */
export type TestedServer =
  | { readonly name: string }
  | { readonly draft: ServerDraft; readonly instead: string | null };

/** The result of a test. */
export interface EndedTest {
  readonly result: ServerTestResult;
  /** The server that the result is stored for; null when it is not stored for any server yet. */
  readonly keptFor: string | null;
}

/**
 * Tests a server line by line. Stores the result with the server. The result of a draft is kept in memory
 * until the draft is added or changed. Throws `usage.server_unknown`, `engine.sign_in_needed`, and the
 * signal's reason.
 */
export async function testSource(
  context: ReachContext,
  drafts: TestedDrafts,
  tested: TestedServer,
  onLine: (line: CheckLine) => void,
  signal: AbortSignal,
): Promise<EndedTest> {
  const { workspace, clock } = context;
  const reached = 'draft' in tested ? await draftReached(context, tested) : await reachedAs(context, tested);
  const { timeout, caFile } = context.settings();
  const { lines, isGood, kind, forms } = await testServer(
    workspace,
    { ...reached, caFile: reached.caFile ?? caFile, timeout, clock, onLine },
    signal,
  );
  const result: ServerTestResult = {
    at: clock.now().toISOString(),
    isGood,
    lines,
    forms: forms === null ? null : new Set(forms.map(({ formId }) => formId)).size,
    kind,
  };
  if ('draft' in tested) drafts.keep(tested.draft, result);
  const keptFor = 'draft' in tested ? unchangedServer(context, tested) : tested.name;
  if (keptFor !== null) keepTest(workspace, keptFor, result);
  return { result, keptFor };
}

/** How a server is reached for a test. */
interface Reached {
  readonly name: string | null;
  readonly kind: WebServer['kind'];
  readonly url: string;
  readonly login: Login;
  readonly caFile: string | null;
  readonly proxy: string | null;
}

async function reachedAs(context: ReachContext, { name }: { readonly name: string }): Promise<Reached> {
  const server = findServer(context.workspace, name);
  const { url, login, caFile, proxy } = server.settings;
  const secret = await sessionSecret(context, server);
  return {
    name,
    kind: server.kind,
    url,
    login: loginWith(login, secret, name),
    caFile,
    proxy: proxy ?? (await proxyOf(context, url)),
  };
}

type TestedDraft = Extract<TestedServer, { readonly draft: ServerDraft }>;

async function draftReached(context: ReachContext, { draft, instead }: TestedDraft): Promise<Reached> {
  const before = instead === null ? null : findServer(context.workspace, instead);
  const { login, address } = draft;
  const { caFile = null, proxy = null } = before?.settings ?? {};
  const isKnown = before !== null && isSamePlace(before, { settings: { url: address } });
  const secret = await secretOfDraft(context, login, isKnown ? before : null);
  return {
    name: null,
    kind: kindWith(draft.kind, address),
    url: address,
    login: loginWith(login, secret, before?.name ?? address),
    caFile,
    proxy: proxy ?? (await proxyOf(context, address)),
  };
}

/** null for an address that is not valid: the test itself reports that. */
async function proxyOf(context: ReachContext, address: string): Promise<string | null> {
  const base = baseOf(address);
  return base === null ? null : proxyFor(context, base.href);
}

/**
 * The server that a draft changes, if the draft changes nothing about how it is reached. Then the test is
 * stored with the server.
 */
function unchangedServer({ workspace }: ReachContext, { draft, instead }: TestedDraft): string | null {
  if (instead === null) return null;
  const { name, kind, settings } = findServer(workspace, instead);
  const typed = draft.login.kind === 'password' ? draft.login.password : null;
  const token = draft.login.kind === 'token' ? draft.login.token : null;
  const isSame =
    typed === null &&
    token === null &&
    draft.kind === kind &&
    baseOf(draft.address)?.href === baseOf(settings.url)?.href &&
    accountOf(draft.login) === accountOf(settings.login);
  return isSame ? name : null;
}
