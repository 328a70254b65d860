import type { ProblemCode, ProblemData } from '../../ground/problem.ts';
import type { FormRef } from '../../model/form-ref.ts';
import type { ServerKind } from '../../model/server-kind.ts';
import type { SignedIn } from '../http/login.ts';
import { kindOf } from '../kinds.ts';
import type { Source } from '../source.ts';
import { webSource } from '../web-source.ts';
import { bad, type CheckLine, plain, problemOf, Stopped, stopping } from './check-line.ts';
import type { CheckOptions } from './check-options.ts';

/** How many forms are tried before the account counts as not allowed to read submissions: it may read only some. */
const FORMS_TRIED = 30;

/** Problems that an anonymous visitor meets after being let in, when the list of forms is refused. */
const AFTER_LOGIN: ReadonlySet<ProblemCode> = new Set([
  'net.forbidden',
  'net.no_projects',
  'net.project_forbidden',
  'usage.form_unknown',
  'source.not_shown',
]);

/** Where a server responded, and as what. */
export interface Answering {
  readonly base: URL;
  /** The kind that its product is of. */
  readonly kind: ServerKind;
}

/** Signs in, lists the forms, and asks for the submissions of one. Returns the forms. */
export async function checkAccount(
  options: CheckOptions & { readonly kind: ServerKind },
  server: Answering,
  put: (line: CheckLine) => void,
  signal: AbortSignal,
): Promise<readonly FormRef[]> {
  const { login, caFile, proxy, clock, url } = options;
  const timeout = options.timeout * 1000;
  put(plain('login', 'working', 'working'));
  const source = await stopping('login', () =>
    webSource(options.kind, {
      url,
      login,
      clock,
      caFile: caFile ?? undefined,
      proxy: proxy ?? undefined,
      timeouts: { connect: timeout, headers: timeout, idle: timeout },
      retry: { attempts: 1 },
      pageSize: 1,
    }),
  );
  try {
    const isAnonymous = login.kind === 'none';
    let forms: readonly FormRef[];
    if (!isAnonymous) {
      const { name } = await stopping('login', () => signIn(source, signal));
      put(plain('login', 'ok', 'login.accepted', { name }));
    }
    try {
      forms = await source.listForms(signal);
    } catch (error) {
      const problem = problemOf(error);
      // Without a login, this is the first request that may ask for one.
      if (isAnonymous && !AFTER_LOGIN.has(problem.code)) throw new Stopped(bad('login', problem));
      if (isAnonymous) put(plain('login', 'ok', 'login.anonymous'));
      throw new Stopped(bad('rights', problem));
    }
    if (isAnonymous) put(plain('login', 'ok', 'login.anonymous'));
    put(plain('rights', 'working', 'working'));
    const count = new Set(forms.map(({ formId }) => formId)).size;
    put(await rightsLine(source, server, forms, count, signal));
    return forms;
  } finally {
    await source.close();
  }
}

function signIn(source: Source, signal: AbortSignal): Promise<SignedIn> {
  if (source.signIn === undefined) throw new Error('a server proves its login');
  return source.signIn(signal);
}

async function rightsLine(
  source: Source,
  { base, kind }: Answering,
  forms: readonly FormRef[],
  count: number,
  signal: AbortSignal,
): Promise<CheckLine> {
  if (count === 0) return plain('rights', 'warn', 'rights.no-forms');
  let missing: ProblemData | null = null;
  for (const form of forms.slice(0, FORMS_TRIED)) {
    try {
      const pages = source.listSubmissions(form, null, signal)[Symbol.asyncIterator]();
      await pages.next();
      await pages.return?.();
      return plain('rights', 'ok', 'rights.ok', { forms: count });
    } catch (error) {
      const problem = problemOf(error);
      // These servers say "not found" for a form that the account may not see.
      if (problem.code === 'net.not_found') missing = problem;
      else if (problem.code !== 'net.forbidden') return bad('rights', problem);
    }
  }
  // The wrong address, and not the rights, may be why.
  const lacksOwner = base.pathname === '/' && kindOf(kind).needsOwner === true;
  if (missing !== null && lacksOwner) return bad('rights', missing);
  return plain('rights', 'bad', 'rights.no-submissions', { forms: count });
}
