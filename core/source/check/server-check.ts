import type { SecureContext } from 'node:tls';
import type { Clock } from '../../ground/clock.ts';
import { isProblem, type ProblemCode, type ProblemData, problemData } from '../../ground/problem.ts';
import type { FormRef } from '../../model/form-ref.ts';
import type { KindSetting, ServerKind } from '../../model/server-kind.ts';
import { HttpClient } from '../http/http.ts';
import type { Login, SignedIn } from '../http/login.ts';
import { trust } from '../http/tls-trust.ts';
import { safeAddress } from '../safe-address.ts';
import type { Source } from '../source.ts';
import { webSource } from '../web-source.ts';
import { canSpeakWith, kindFor, kindOfAddress, productBase } from './server-kind.ts';
import { type Product, recogniseProduct } from './server-product.ts';
import { probe, type Reached } from './tls-probe.ts';

export const checks = ['address', 'certificate', 'proxy', 'login', 'rights'] as const;
export type Check = (typeof checks)[number];

/** One line of a test: what was looked at, what came of it, and the details that its words need. */
export interface CheckLine {
  readonly check: Check;
  readonly state: 'ok' | 'bad' | 'warn' | 'untested' | 'working';
  readonly code:
    | 'working'
    | 'untested'
    | 'address.answers'
    | 'address.other-kind'
    | 'certificate.valid'
    | 'certificate.local'
    | 'proxy.none'
    | 'proxy.through'
    | 'login.accepted'
    | 'login.anonymous'
    | 'rights.ok'
    | 'rights.no-forms'
    | 'rights.no-submissions'
    | 'problem';
  readonly params: Readonly<Record<string, string | number | boolean | null>>;
  readonly problem: ProblemData | null;
}

export interface CheckOptions {
  /** The server's name, where it has one already. */
  readonly name: string | null;
  readonly kind: KindSetting;
  /** As the user entered it. */
  readonly url: string;
  readonly login: Login;
  readonly caFile: string | null;
  /** Address of an HTTP proxy; null is none. */
  readonly proxy: string | null;
  /** Seconds that the server may take for an answer. */
  readonly timeout: number;
  readonly clock: Clock;
  /** Called with each line as it comes, `working` first. */
  readonly onLine: (line: CheckLine) => void;
}

export interface CheckResult {
  /** One for each check, in their order. */
  readonly lines: readonly CheckLine[];
  /** The kind that was asked for, or that the address or the server told; null when that was not found out. */
  readonly kind: ServerKind | null;
  /** The forms that the account sees; null when that was not found out. */
  readonly forms: readonly FormRef[] | null;
}

/** So many forms are tried before it is said that none gives its submissions: an account may read only some. */
const FORMS_TRIED = 30;

/** What a stranger is told who was let in, and does not get the list of forms. */
const AFTER_LOGIN: ReadonlySet<ProblemCode> = new Set([
  'net.forbidden',
  'net.no_projects',
  'net.project_forbidden',
  'usage.form_unknown',
  'source.not_shown',
]);

/**
 * Tries a server with the very stack that pulls from it: address, certificate, proxy, login, rights, in this order;
 * each one that is bad leaves the rest untested. Sends the login only after the certificate was found to be trusted.
 * Throws the signal's reason, and nothing for what a server does.
 */
export async function checkServer(options: CheckOptions, signal: AbortSignal): Promise<CheckResult> {
  const lines = new Map<Check, CheckLine>();
  let forms: readonly FormRef[] | null = null;
  let kind = options.kind === 'auto' ? kindOfAddress(options.url) : options.kind;
  const put = (line: CheckLine): void => {
    lines.set(line.check, line);
    options.onLine(line);
  };
  try {
    put(plain('address', 'working', 'working'));
    const { base, reached, product } = await checkAddress(options, put, signal);
    const { proxy, name } = options;
    kind ??= kindFor(product);
    if (!canSpeakWith(kind, product)) {
      const params = { host: base.host, kind: kindFor(product), asked: kind };
      const problem = problemData('source.other_kind', { ...params, server: name });
      throw new Stopped({ check: 'address', state: 'bad', code: 'address.other-kind', params, problem });
    }
    put(plain('address', 'ok', 'address.answers', { host: base.host, product, kind }));
    const { protocol, validUntil } = reached;
    put(
      protocol === null
        ? plain('certificate', 'ok', 'certificate.local')
        : plain('certificate', 'ok', 'certificate.valid', { date: validUntil, protocol }),
    );
    put(
      proxy === null
        ? plain('proxy', 'ok', 'proxy.none')
        : plain('proxy', 'ok', 'proxy.through', { proxy: new URL(proxy).host }),
    );
    forms = await checkAccount({ ...options, kind }, { base, product }, put, signal);
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof Stopped)) throw error;
    put(error.line);
  }
  for (const check of checks) {
    const isDone = lines.has(check) && lines.get(check)?.state !== 'working';
    if (!isDone) put(plain(check, 'untested', 'untested'));
  }
  return { lines: checks.flatMap((check) => lines.get(check) ?? []), kind, forms };
}

/** A line that ends the test. */
class Stopped extends Error {
  readonly line: CheckLine;

  constructor(line: CheckLine) {
    super(line.code);
    this.line = line;
  }
}

/** Reaches the server and finds out what it is. Throws `Stopped`. */
async function checkAddress(
  options: CheckOptions,
  put: (line: CheckLine) => void,
  signal: AbortSignal,
): Promise<{ readonly base: URL; readonly reached: Reached; readonly product: Product }> {
  const { caFile, proxy, clock } = options;
  const base = await stopping('address', () => safeAddress(options.url));
  const trusted: SecureContext = await stopping('certificate', () => trust(caFile ?? undefined));
  const timeout = options.timeout * 1000;
  let reached: Reached;
  try {
    reached = await probe(base, { trust: trusted, proxy, timeout }, signal);
  } catch (error) {
    const problem = problemOf(error);
    if (problem.code === 'net.proxy' || problem.code === 'net.proxy_login') {
      put(plain('address', 'untested', 'untested'));
      throw new Stopped(bad('proxy', problem));
    }
    if (problem.code !== 'net.tls') throw new Stopped(bad('address', problem));
    put(plain('address', 'ok', 'address.answers', { host: base.host, product: null }));
    throw new Stopped(bad('certificate', problem));
  }
  if (reached.problem !== null) {
    put(plain('address', 'ok', 'address.answers', { host: base.host, product: null }));
    const { validUntil: date, otherName: other } = reached;
    throw new Stopped(bad('certificate', reached.problem.data, { date, other }));
  }
  const http = new HttpClient({
    base,
    proofs: [],
    login: { kind: 'none' },
    clock,
    caFile: caFile ?? undefined,
    proxy: proxy ?? undefined,
    timeouts: { connect: timeout, headers: timeout, idle: timeout },
  });
  try {
    const how = options.kind === 'auto' ? 'surely' : 'as-far-as-told';
    const asked = productBase(options.kind, options.url);
    return { base, reached, product: await recogniseProduct(http, asked, signal, how) };
  } catch (error) {
    throw new Stopped(bad('address', problemOf(error)));
  } finally {
    await http.close();
  }
}

/** Signs in, lists the forms, and asks for the submissions of one. Returns the forms. */
async function checkAccount(
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
      // Who has no login is asked for one here at the earliest.
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

interface Answering {
  readonly base: URL;
  readonly product: Product;
}

async function rightsLine(
  source: Source,
  { base, product }: Answering,
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
      // These servers say of a form that one may not see that it is not there.
      if (problem.code === 'net.not_found') missing = problem;
      else if (problem.code !== 'net.forbidden') return bad('rights', problem);
    }
  }
  // Ona lists forms without an owner in its address, but gives no submissions there (`server-apis` §3.1).
  const lacksOwner = base.pathname === '/' && (product === 'ona' || product === 'openrosa');
  if (missing !== null && lacksOwner) return bad('rights', missing);
  return plain('rights', 'bad', 'rights.no-submissions', { forms: count });
}

async function stopping<T>(check: Check, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new Stopped(bad(check, problemOf(error)));
  }
}

/** A bug is thrown on. */
function problemOf(error: unknown): ProblemData {
  if (!isProblem(error)) throw error;
  return error.data;
}

function plain(
  check: Check,
  state: CheckLine['state'],
  code: CheckLine['code'],
  params: CheckLine['params'] = {},
): CheckLine {
  return { check, state, code, params, problem: null };
}

function bad(check: Check, problem: ProblemData, more: CheckLine['params'] = {}): CheckLine {
  return { check, state: 'bad', code: 'problem', params: { ...problem.params, ...more }, problem };
}
