import { isProblem, type Problem, type ProblemCode } from '../../core/ground/problem.ts';
import type { SettledServer, WebServer } from '../../core/model/server.ts';
import { otherKind } from '../../core/source/check/other-kind.ts';
import { askProduct, type Found } from '../../core/source/check/product.ts';
import { mayBeAnother } from '../../core/source/kinds.ts';
import { safeAddress } from '../../core/source/safe-address.ts';
import type { Source } from '../../core/source/source.ts';
import { type AddedServers, isSettled, settleKind } from '../servers/server-kind.ts';
import { type ConnectOptions, connectionTo, connectServer } from './connection.ts';

export interface Connecting extends ConnectOptions {
  /** Told when a server of kind `auto` was found out to be something. */
  readonly onSettled?: (server: SettledServer) => void;
}

/** What a server of another kind than it was added as may answer to the first question. */
const MAYBE_ANOTHER: ReadonlySet<ProblemCode> = new Set([
  'net.not_found',
  'net.forbidden',
  'net.unexpected_status',
  'net.web_page',
  'net.captive_portal',
  'net.redirect_loop',
  'net.login_refused',
  'net.login_needed',
  'net.login_not_asked',
  'net.login_by_service',
  'net.login_elsewhere',
  'source.answer_unreadable',
  'source.not_shown',
  'source.list_legacy',
]);

/**
 * The source behind a server that was added. One of kind `auto` is asked what it is when its forms are first listed, and
 * keeps the answer. Where a list fails, or is such as one of another kind gives, and the server shows itself to be of another kind than it was
 * added as, that is said (`source.other_kind`) instead of what came of it. No request is sent yet. Throws a Problem when address or
 * CA file cannot be used, or the login must not travel to that address.
 */
export async function connectWebServer(
  workspace: AddedServers,
  server: WebServer,
  options: Connecting,
): Promise<Source> {
  const reached = connectionTo(server, options);
  let current: SettledServer | null = isSettled(server) ? server : null;
  let source = current === null ? null : await connectServer(current, options);
  const settled = async (signal: AbortSignal): Promise<Source> => {
    if (source !== null) return source;
    current = await settleKind(workspace, server, reached, signal);
    options.onSettled?.(current);
    source = await connectServer(current, options);
    return source;
  };
  let product: Promise<Found | null> | null = null;
  /** The problem of a server that shows itself to be of another kind than it was added as; null where it does not. */
  const ofOtherKind = async (cause: unknown, signal: AbortSignal): Promise<Problem | null> => {
    if (current === null) return null;
    product ??= askProduct(reached, signal).catch(() => null);
    const found = await product;
    signal.throwIfAborted();
    if (found === null) return null;
    const { host } = safeAddress(reached.url);
    return otherKind(found, { host, kind: current.kind, server: server.name }, cause);
  };
  /** What an error comes of, when it comes of the wrong kind; else the error. */
  const explained = async (error: unknown, signal: AbortSignal): Promise<unknown> => {
    if (!isProblem(error) || !MAYBE_ANOTHER.has(error.code)) return error;
    return (await ofOtherKind(error, signal)) ?? error;
  };
  const listForms: Source['listForms'] = async (signal) => {
    const known = await settled(signal);
    const forms = await known.listForms(signal).catch(async (error: unknown) => {
      throw await explained(error, signal);
    });
    // Its list may look like that of any other while what is behind it does not: it is asked in time.
    const other =
      current !== null && mayBeAnother(current.kind, forms) ? await ofOtherKind(null, signal) : null;
    if (other !== null) throw other;
    return forms;
  };
  const listSubmissions: Source['listSubmissions'] = async function* (form, cursor, signal) {
    const known = await settled(signal);
    try {
      yield* known.listSubmissions(form, cursor, signal);
    } catch (error) {
      throw await explained(error, signal);
    }
  };
  const reach = async (signal: AbortSignal): Promise<void> => {
    if (source === null) await askProduct(reached, signal);
    else await source.reach?.(signal);
  };
  const own: Pick<Source, 'listForms' | 'listSubmissions' | 'reach' | 'close'> = {
    listForms,
    listSubmissions,
    reach,
    close: async () => source?.close(),
  };
  // All else is the source's own, whatever a source may be able to do; nothing of it is asked for before the forms.
  return new Proxy({ kind: 'openrosa' } as Source, {
    get: (unsettled, name) => {
      if (Object.hasOwn(own, name)) return Reflect.get(own, name);
      const target = source ?? unsettled;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
