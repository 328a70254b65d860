import type { SecureContext } from 'node:tls';
import { trust } from '../http/tls-trust.ts';
import { safeAddress } from '../safe-address.ts';
import { bad, type CheckLine, plain, problemOf, Stopped, stopping } from './check-line.ts';
import type { CheckOptions } from './check-options.ts';
import { askedAt } from './kind-of-address.ts';
import { type Found, recogniseProduct, strangerAt } from './product.ts';
import { probe, type Reached } from './tls-probe.ts';

/** Reaches the server and finds out what it is. Throws `Stopped`. */
export async function checkAddress(
  options: CheckOptions,
  put: (line: CheckLine) => void,
  signal: AbortSignal,
): Promise<{ readonly base: URL; readonly reached: Reached; readonly found: Found }> {
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
  const timeouts = { connect: timeout, headers: timeout, idle: timeout };
  const reachedBy = {
    url: options.url,
    clock,
    caFile: caFile ?? undefined,
    proxy: proxy ?? undefined,
    timeouts,
  };
  const http = strangerAt(reachedBy);
  try {
    const how = options.kind === 'auto' ? 'surely' : 'as-far-as-told';
    const asked = askedAt(options.kind, options.url);
    return { base, reached, found: await recogniseProduct(http, asked, signal, how) };
  } catch (error) {
    throw new Stopped(bad('address', problemOf(error)));
  } finally {
    await http.close();
  }
}
