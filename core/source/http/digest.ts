import { hash, randomUUID } from 'node:crypto';
import type { Secret } from '../../ground/secret.ts';
import type { Challenge } from './challenge.ts';

const hashes = { MD5: 'md5', 'SHA-256': 'sha256' } as const;
type HashName = keyof typeof hashes;

/** A Digest challenge that can be responded to (RFC 7616 3.3; without `qop` as in RFC 2069). */
export interface DigestChallenge {
  readonly realm: string;
  readonly nonce: string;
  readonly opaque: string | null;
  readonly hash: HashName;
  /** `MD5-sess` or `SHA-256-sess`. */
  readonly session: boolean;
  /** As the server wrote it, to be echoed; null when it wrote none. */
  readonly algorithm: string | null;
  readonly qop: 'auth' | null;
  readonly stale: boolean;
  readonly utf8: boolean;
}

/** Turns a parsed challenge into one that can be responded to, or null when it asks for something else. */
function digestChallenge(challenge: Challenge): DigestChallenge | null {
  if (challenge.scheme !== 'digest') return null;
  const { params } = challenge;
  const algorithm = params.get('algorithm') ?? null;
  const [, name, sess] = /^(MD5|SHA-256)(-sess)?$/i.exec(algorithm ?? 'MD5') ?? [];
  const nonce = params.get('nonce');
  if (name === undefined || nonce === undefined) return null;
  const offered = params.get('qop');
  const qops = offered?.split(',').map((word) => word.trim().toLowerCase()) ?? [];
  if (offered !== undefined && !qops.includes('auth')) return null;
  return {
    realm: params.get('realm') ?? '',
    nonce,
    opaque: params.get('opaque') ?? null,
    hash: name.toUpperCase() === 'SHA-256' ? 'SHA-256' : 'MD5',
    session: sess !== undefined,
    algorithm,
    qop: offered === undefined ? null : 'auth',
    stale: params.get('stale')?.toLowerCase() === 'true',
    utf8: params.get('charset')?.toLowerCase() === 'utf-8',
  };
}

/** The challenge to respond to: SHA-256 where it is offered, else MD5; null when neither is. */
export function bestDigest(challenges: readonly Challenge[]): DigestChallenge | null {
  const usable = challenges.map(digestChallenge).filter((found) => found !== null);
  return usable.find(({ hash }) => hash === 'SHA-256') ?? usable[0] ?? null;
}

export interface DigestRequest {
  readonly method: string;
  /** Path and query exactly as they stand in the request line. */
  readonly uri: string;
  readonly user: string;
  readonly password: Secret;
  /** Use count of the nonce, from 1. */
  readonly count: number;
  readonly cnonce: string;
}

/** The `response` value for a request (RFC 7616 3.4.1), lower-case hex. */
export function digestResponse(challenge: DigestChallenge, request: DigestRequest): string {
  const hashed = (text: string): string => hash(hashes[challenge.hash], text, 'hex');
  const { user, password, cnonce } = request;
  const login = hashed(`${user}:${challenge.realm}:${password.reveal()}`);
  const a1 = challenge.session ? hashed(`${login}:${challenge.nonce}:${cnonce}`) : login;
  const a2 = hashed(`${request.method}:${request.uri}`);
  return challenge.qop === null
    ? hashed(`${a1}:${challenge.nonce}:${a2}`)
    : hashed(`${a1}:${challenge.nonce}:${hex(request.count)}:${cnonce}:${challenge.qop}:${a2}`);
}

/** The whole `Authorization` value. Text beyond ASCII is given as its UTF-8 bytes, one character a byte. */
export function digestHeader(challenge: DigestChallenge, request: DigestRequest): string {
  const fields = [
    challenge.utf8 && /[^\x20-\x7e]/.test(request.user)
      ? `username*=UTF-8''${percent(request.user)}`
      : `username=${quoted(request.user)}`,
    `realm=${quoted(challenge.realm)}`,
    `nonce=${quoted(challenge.nonce)}`,
    `uri=${quoted(request.uri)}`,
    `response="${digestResponse(challenge, request)}"`,
  ];
  if (challenge.algorithm !== null) fields.push(`algorithm=${challenge.algorithm}`);
  if (challenge.opaque !== null) fields.push(`opaque=${quoted(challenge.opaque)}`);
  if (challenge.qop !== null) fields.push(`qop=${challenge.qop}`, `nc=${hex(request.count)}`);
  if (challenge.qop !== null || challenge.session) fields.push(`cnonce="${request.cnonce}"`);
  return `Digest ${fields.join(', ')}`;
}

/**
 * One nonce and its use count. Servers want the count to rise strictly in the order in which requests reach them
 * (`server-apis` §2), so a nonce serves one request at a time: whoever holds this object is the only one to use it.
 */
export class DigestNonce {
  readonly #challenge: DigestChallenge;
  readonly #user: string;
  readonly #password: Secret;
  #count = 0;

  constructor(challenge: DigestChallenge, user: string, password: Secret) {
    this.#challenge = challenge;
    this.#user = user;
    this.#password = password;
  }

  /** No request has used it yet: who is refused with it is refused for good. */
  get isFresh(): boolean {
    return this.#count === 0;
  }

  /** The `Authorization` value for the next request with this nonce. */
  next(method: string, uri: string): string {
    this.#count += 1;
    return digestHeader(this.#challenge, {
      method,
      uri,
      user: this.#user,
      password: this.#password,
      count: this.#count,
      cnonce: randomUUID().replaceAll('-', ''),
    });
  }
}

function hex(count: number): string {
  return count.toString(16).padStart(8, '0');
}

const PLAIN = /^[\x20-\x7e]*$/;

function quoted(text: string): string {
  const escaped = text.replace(/["\\]/g, '\\$&');
  if (PLAIN.test(escaped)) return `"${escaped}"`;
  return `"${Buffer.from(escaped, 'utf8').toString('latin1')}"`;
}

function percent(text: string): string {
  return encodeURIComponent(text).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
}
