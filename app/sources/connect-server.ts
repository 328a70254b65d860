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
  /** Called when the kind of an `auto` server was found out. */
  readonly onSettled?: (server: SettledServer) => void;
}

/** The problems that the first request may meet when the server is not of the kind that it was added as. */
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
 * Returns the source of a server that was added, and sends no request yet. For a server of kind `auto`, the
 * first list of its forms finds out the kind and stores it. When a list fails, or looks like the list of
 * another kind, the server is asked what it is. If it is of another kind than it was added as, the problem is
 * `source.other_kind`. Throws a Problem when the address or the CA file cannot be used, or when the login
 * must not be sent to this address.
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
  /** Returns the problem that the server is of another kind than it was added as; null when it is not. */
  const ofOtherKind = async (cause: unknown, signal: AbortSignal): Promise<Problem | null> => {
    if (current === null) return null;
    product ??= askProduct(reached, signal).catch(() => null);
    const found = await product;
    signal.throwIfAborted();
    if (found === null) return null;
    const { host } = safeAddress(reached.url);
    return otherKind(found, { host, kind: current.kind, server: server.name }, cause);
  };
  /** Returns the problem behind an error if the wrong kind caused it; else the error. */
  const explained = async (error: unknown, signal: AbortSignal): Promise<unknown> => {
    if (!isProblem(error) || !MAYBE_ANOTHER.has(error.code)) return error;
    return (await ofOtherKind(error, signal)) ?? error;
  };
  const listForms: Source['listForms'] = async (signal) => {
    const known = await settled(signal);
    const forms = await known.listForms(signal).catch(async (error: unknown) => {
      throw await explained(error, signal);
    });
    // The list of another kind may look valid although nothing else works, so the server is asked now.
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
  // Everything else comes from the source itself. Nothing of it is used before the forms are listed.
  return new Proxy({ kind: 'openrosa' } as Source, {
    get: (unsettled, name) => {
      if (Object.hasOwn(own, name)) return Reflect.get(own, name);
      const target = source ?? unsettled;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
