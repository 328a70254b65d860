import type { FormRef } from '../../model/form-ref.ts';
import type { ServerKind } from '../../model/server-kind.ts';
import { type Check, checks } from '../../model/server-test.ts';
import { checkAccount } from './check-account.ts';
import { checkAddress } from './check-address.ts';
import { type CheckLine, plain, Stopped } from './check-line.ts';
import type { CheckOptions } from './check-options.ts';
import { kindOfAddress } from './kind-of-address.ts';
import { otherKind } from './other-kind.ts';

export interface CheckResult {
  /** One for each check, in their order. */
  readonly lines: readonly CheckLine[];
  /** The kind that was asked for, or that the address or the server told; null when that was not found out. */
  readonly kind: ServerKind | null;
  /** The forms that the account sees; null when that was not found out. */
  readonly forms: readonly FormRef[] | null;
}

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
    const { base, reached, found } = await checkAddress(options, put, signal);
    const { proxy, name } = options;
    kind ??= found.kind;
    const other = otherKind(found, { host: base.host, kind, server: name });
    if (other !== null) {
      const params = { host: base.host, kind: found.kind, asked: kind };
      const code = 'address.other-kind';
      throw new Stopped({ check: 'address', state: 'bad', code, params, problem: other.data });
    }
    const { product } = found;
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
    forms = await checkAccount({ ...options, kind }, { base, kind: found.kind }, put, signal);
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
