import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { userInfo } from 'node:os';
import { knownAuthorities } from '../../../ground/authorities.ts';
import { Problem } from '../../../ground/problem.ts';

/** Where a database is, and how the connection is protected. */
export interface Address {
  /** A name, an IP address, or the folder of a socket. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
  /** Null is a connection without TLS, which leads nowhere but to this computer. */
  readonly tls: {
    /** The authorities that the server's certificate may be from; null: those that this computer knows. */
    readonly ca: readonly string[] | null;
    readonly checksName: boolean;
  } | null;
}

const URL_PARTS =
  /^postgres(?:ql)?:\/\/(?:(?<user>[^@/?#:]*)(?<password>:[^@/?#]*)?@)?(?<host>\[[^\]]*\]|[^:/?#@]*)(?::(?<port>\d+))?(?:\/(?<database>[^?#]*))?(?:\?(?<query>[^#]*))?$/;
const KNOWN = new Set(['host', 'port', 'user', 'dbname', 'sslmode', 'sslrootcert']);

type Account = Omit<Address, 'tls'>;

/** Returns the text by which a login at a database is known: who, where and which database. */
export function accountOf(url: string): string {
  const { user, host, port, database } = partsOf(url);
  return `postgresql://${encodeURIComponent(user)}@${host}:${port}/${encodeURIComponent(database)}`;
}

/** Returns the file with certificates that an address names; null when it names none. */
export function certificateIn(url: string): string | null {
  return partsOf(url).query.get('sslrootcert');
}

/**
 * Reads the address of a database, as libpq writes it. The certificate of the server and its name are
 * checked, unless the address says otherwise and the server is this computer. Throws a Problem for anything
 * else, and for an address with a password. Takes the file of an authority that this computer trusts too.
 */
export function readAddress(url: string, caFile: string | null = null): Address {
  const { query, ...account } = partsOf(url);
  return { ...account, tls: tlsOf(account.host, query, caFile) };
}

function partsOf(url: string): Account & { readonly query: URLSearchParams } {
  const found = URL_PARTS.exec(url)?.groups;
  if (found === undefined) throw wrong('form');
  const query = new URLSearchParams(found.query ?? '');
  if (found.password !== undefined || query.has('password')) throw wrong('password');
  if ([...query.keys()].some((name) => !KNOWN.has(name))) throw wrong('form');
  const host = query.get('host') ?? (decoded(found.host).replace(/^\[|\]$/g, '') || 'localhost');
  const user = query.get('user') ?? (decoded(found.user) || userInfo().username);
  const port = Number(query.get('port') ?? found.port ?? 5432);
  if (host.includes(',') || !Number.isInteger(port) || port < 1 || port > 65_535) throw wrong('form');
  const database = query.get('dbname') ?? (decoded(found.database) || user);
  return { host, port, user, database, query };
}

function tlsOf(host: string, query: URLSearchParams, caFile: string | null): Address['tls'] {
  const mode = query.get('sslmode') ?? 'verify-full';
  if (['require', 'prefer', 'allow'].includes(mode)) throw wrong('unprotected');
  if (!['disable', 'verify-ca', 'verify-full'].includes(mode)) throw wrong('mode');
  if (host.startsWith('/')) return null;
  const isHere = host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
  if (mode === 'disable') {
    if (!isHere) throw wrong('unprotected');
    // Who listens on this computer could read the rows anyway.
    return null;
  }
  const file = query.get('sslrootcert');
  return {
    ca: file === null || file === 'system' ? trusted(caFile) : [certificates(file)],
    checksName: mode === 'verify-full',
  };
}

/** The authorities that this computer knows, and the one that the user added; null: the former alone. */
function trusted(caFile: string | null): readonly string[] | null {
  return caFile === null ? null : [...knownAuthorities(), certificates(caFile)];
}

function certificates(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw wrong('certificate');
  }
}

function decoded(part: string | undefined): string {
  try {
    return decodeURIComponent(part ?? '');
  } catch {
    throw wrong('form');
  }
}

/** Says nothing of the address itself: it may have a password in it. */
function wrong(reason: 'form' | 'password' | 'mode' | 'unprotected' | 'certificate'): Problem {
  return new Problem('export.postgres_address', { reason });
}
