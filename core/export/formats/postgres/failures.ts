import { isProblem, Problem } from '../../../ground/problem.ts';

/** Where something failed. */
export interface FailurePlace {
  readonly host: string;
  readonly port: number;
  readonly schema: string;
  /** The table that was being written. */
  readonly table: string;
  /** False while the connection is being made. */
  readonly isConnected: boolean;
  /** True while the server confirms the export. */
  readonly isCommitting: boolean;
}

const NO_HOST = new Set(['ENOTFOUND', 'EAI_AGAIN']);
const UNREACHABLE = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOENT', 'EACCES']);
const LOST = new Set([
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ECONNABORTED',
  '57P01',
  '57P02',
  '57P03',
  '08006',
  '08003',
]);

/**
 * Returns the Problem for an error of the connection or the server. Only its code is looked at: its text may
 * have answers in it.
 */
export function postgresProblem(error: unknown, place: FailurePlace): unknown {
  if (isProblem(error)) return error;
  const { host, port, schema, table, isConnected, isCommitting } = place;
  const code = codeOf(error);
  const text = error instanceof Error ? error.message : '';
  if (NO_HOST.has(code)) return new Problem('export.postgres_unreachable', { host, port, reason: 'host' });
  if (UNREACHABLE.has(code) || (!isConnected && /timeout expired/.test(text))) {
    const reason = code === 'ECONNREFUSED' ? 'refused' : 'silent';
    return new Problem('export.postgres_unreachable', { host, port, reason });
  }
  if (LOST.has(code) || /^Connection terminated|timeout expired/.test(text)) {
    return new Problem('export.postgres_lost', { host, when: isCommitting ? 'end' : 'before' });
  }
  const untrusted = whyUntrusted(code, text);
  if (untrusted !== null) return new Problem('export.postgres_untrusted', { host, reason: untrusted });
  if (code.startsWith('28') || /^SASL|password/i.test(text)) {
    return new Problem('export.postgres_refused', { host, reason: 'login' });
  }
  switch (code) {
    case '3D000':
      return new Problem('export.postgres_refused', { host, reason: 'database' });
    case '22P05':
      return new Problem('export.postgres_refused', { host, reason: 'encoding' });
    case '53300':
      return new Problem('export.postgres_refused', { host, reason: 'connections' });
    case '53100':
      return new Problem('export.postgres_refused', { host, reason: 'full' });
    case '42501':
    case '25006':
      return new Problem('export.postgres_refused', { host, reason: 'permission' });
    case '55P03':
    case '40P01':
    case '57014':
      return new Problem('export.postgres_busy', { schema });
    case '2BP01':
      return new Problem('export.postgres_table', { table, reason: 'used' });
    case '54000':
    case '54011':
      return new Problem('export.postgres_table', { table, reason: 'wide' });
    default:
      if (!/^[0-9A-Z]{5}$/.test(code)) return error;
      return new Problem('export.postgres_failed', { host, code });
  }
}

/** Why the connection is not protected; null when this is not what is wrong. */
function whyUntrusted(
  code: string,
  text: string,
): 'none' | 'name' | 'expired' | 'notYet' | 'authority' | null {
  if (/does not support SSL|There was an error establishing an SSL/.test(text)) return 'none';
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID' || code === 'HOSTNAME_MISMATCH') return 'name';
  if (code === 'CERT_HAS_EXPIRED') return 'expired';
  if (code === 'CERT_NOT_YET_VALID') return 'notYet';
  return /^(?:ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/.test(code) ? 'authority' : null;
}

function codeOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : '';
  return typeof code === 'string' ? code : '';
}
