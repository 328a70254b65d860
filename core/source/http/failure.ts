import { isProblem, Problem } from '../../ground/problem.ts';

/** What a request was for, as a problem names it: the host, and the document or file. */
export interface Asked {
  readonly host: string;
  readonly file: string;
}

/** A request that failed: the problem to tell, whether trying again may help, and how long the server asked to wait. */
export class HttpFailure extends Error {
  readonly problem: Problem;
  readonly passing: boolean;
  /** Milliseconds that the server asked to wait, or null. */
  readonly wait: number | null;

  constructor(problem: Problem, passing: boolean, wait: number | null = null) {
    super(problem.message, { cause: problem });
    this.name = 'HttpFailure';
    this.problem = problem;
    this.passing = passing;
    this.wait = wait;
  }
}

/** True for a status that another try may change: too slow, too busy, broken. */
export function isPassing(status: number): boolean {
  return status === 408 || status === 429 || (status >= 500 && status !== 511);
}

/** The failure that a status other than success stands for. `wait` is the `Retry-After` in milliseconds, or null. */
export function statusFailure(status: number, asked: Asked, wait: number | null): HttpFailure {
  const { host, file } = asked;
  const seconds = wait === null ? null : Math.ceil(wait / 1000);
  if (status === 403) return new HttpFailure(new Problem('net.forbidden', { host, file }), false);
  if (status === 404 || status === 410)
    return new HttpFailure(new Problem('net.not_found', { host, file }), false);
  if (status === 408) return new HttpFailure(new Problem('net.timeout', { host, file }), true, wait);
  if (status === 429 || (status === 503 && wait !== null)) {
    return new HttpFailure(new Problem('net.busy', { host, file, seconds, status }), true, wait);
  }
  if (status === 511) return new HttpFailure(new Problem('net.captive_portal', { host }), false);
  if (status >= 500) {
    return new HttpFailure(new Problem('net.server_error', { host, file, status }), true, wait);
  }
  return new HttpFailure(new Problem('net.unexpected_status', { host, file, status }), false);
}

/**
 * The failure behind an error of the connection, told apart by its code: name, port, cut, time, certificate, proxy.
 * A Problem passes through as one that no other try changes; an error without a code is a bug and is thrown on.
 */
export function networkFailure(error: unknown, asked: Asked): HttpFailure {
  if (error instanceof HttpFailure) return error;
  if (isProblem(error)) return new HttpFailure(error, false);
  const code = codeOf(error);
  if (code === null) throw error;
  const { problem, passing } = problemOf(code, asked, error);
  return new HttpFailure(problem, passing);
}

/** The code of an error or of what caused it: a system, TLS or undici code; null when there is none. */
function codeOf(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  const cause = codeOf(error.cause);
  if (cause !== null) return cause;
  return 'code' in error && typeof error.code === 'string' ? error.code : null;
}

function problemOf(code: string, asked: Asked, cause: unknown): { problem: Problem; passing: boolean } {
  const { host, file } = asked;
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EAI_NODATA':
      return { problem: new Problem('net.name_unknown', { host }, { cause }), passing: true };
    case 'ECONNREFUSED':
      return { problem: new Problem('net.refused', { host }, { cause }), passing: true };
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ENETDOWN':
      return { problem: new Problem('net.unreachable', { host }, { cause }), passing: true };
    case 'ECONNRESET':
    case 'ECONNABORTED':
    case 'EPIPE':
    case 'UND_ERR_SOCKET':
    case 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH':
    case 'Z_BUF_ERROR':
    case 'Z_DATA_ERROR':
      return { problem: new Problem('net.cut', { host, file }, { cause }), passing: true };
    case 'ETIMEDOUT':
    case 'UND_ERR_CONNECT_TIMEOUT':
    case 'UND_ERR_HEADERS_TIMEOUT':
    case 'UND_ERR_BODY_TIMEOUT':
    case 'DEADLINE':
      return { problem: new Problem('net.timeout', { host, file }, { cause }), passing: true };
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'CERT_UNTRUSTED':
      return { problem: new Problem('net.certificate_unknown', { host }, { cause }), passing: false };
    case 'CERT_HAS_EXPIRED':
      return { problem: new Problem('net.certificate_expired', { host }, { cause }), passing: false };
    case 'CERT_NOT_YET_VALID':
      return { problem: new Problem('net.certificate_not_yet_valid', { host }, { cause }), passing: false };
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return { problem: new Problem('net.certificate_wrong_host', { host }, { cause }), passing: false };
    case 'EPROTO':
      return { problem: new Problem('net.tls', { host, why: code }, { cause }), passing: false };
  }
  if (code.startsWith('ERR_SSL_') || code.startsWith('ERR_TLS_') || /CERT|CRL/.test(code)) {
    return { problem: new Problem('net.tls', { host, why: code }, { cause }), passing: false };
  }
  if (code.startsWith('UND_ERR_PRX')) {
    return { problem: new Problem('net.proxy', { host }, { cause }), passing: true };
  }
  return { problem: new Problem('net.failed', { host, file, why: code }, { cause }), passing: true };
}

/** A response at the login that is empty or broken off: another try may have it whole. */
export function cutResponse(
  text: string,
  asked: { readonly host: string; readonly file: string },
): HttpFailure {
  const problem =
    text.trim() === '' ? new Problem('net.cut', asked) : new Problem('source.answer_unreadable', asked);
  return new HttpFailure(problem, true);
}
