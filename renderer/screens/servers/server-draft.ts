import type { KindSetting } from '../../../electron/ipc/common.ts';
import type { ServerDraft, SourceRow, TestResult } from '../../../electron/ipc/servers.ts';

/** The fields of the server form, as typed. */
export interface Typed {
  readonly kind: KindSetting;
  /** True when the user chose the kind; else the address or a test sets it. */
  readonly isKindChosen: boolean;
  /** What set the kind, where the user did not. */
  readonly kindFrom: 'address' | 'test' | null;
  readonly name: string;
  readonly address: string;
  readonly login: 'password' | 'token' | 'none';
  readonly user: string;
  readonly secret: string;
  readonly remember: boolean;
}

export const nothingTyped: Typed = {
  kind: 'auto',
  isKindChosen: false,
  kindFrom: null,
  name: '',
  address: '',
  login: 'password',
  user: '',
  secret: '',
  remember: false,
};

/**
 * The name under which a server's draft is kept. `null` is a new server, on whichever screen the user types
 * it.
 */
export function draftName(server: string | null): string {
  return server === null ? 'new server' : `server ${server}`;
}

/** The fields of a known server. Its password or token is never sent to the page. */
export function typedOf(row: SourceRow): Typed {
  return {
    ...nothingTyped,
    kind: row.kind === 'folder' ? 'auto' : row.kind,
    isKindChosen: row.kind !== 'auto',
    name: row.name,
    address: row.address,
    login: row.login ?? 'none',
    user: row.account ?? '',
    remember: row.isRemembered,
  };
}

/** Sets the kind that the address shows (null: none), unless the user chose one. */
export function withToldKind(typed: Typed, told: KindSetting | null): Typed {
  if (typed.isKindChosen) return typed;
  return { ...typed, kind: told ?? 'auto', kindFrom: told === null ? null : 'address' };
}

/**
 * Sets the kind that a test found: where no kind is set, or where only that kind of server has such an
 * address.
 */
export function withFoundKind<T extends { readonly kind: KindSetting }>(server: T, result: TestResult): T {
  const { kind, lines } = result;
  if (kind == null || kind === server.kind) return server;
  const isTaken = lines.some(({ code, params }) => code === 'address.answers' && params.kind === kind);
  return server.kind === 'auto' || isTaken ? { ...server, kind } : server;
}

/** The typed fields with the kind that their test found. */
export function foundBy(typed: Typed, result: TestResult): Typed {
  const found = withFoundKind(typed, result);
  return found === typed ? typed : { ...found, kindFrom: 'test' };
}

/**
 * The current fields with the kind that a test of `tested` found. Unchanged where the user typed something
 * else since.
 */
export function learnt(now: Typed, tested: Typed, result: TestResult): Typed {
  return testedPart(now) === testedPart(tested) ? foundBy(now, result) : now;
}

/** The fields that a test depends on. When one of them changes, the test is no longer valid. */
export function testedPart({ kind, address, login, user, secret }: Typed): string {
  return JSON.stringify([kind, address.trim(), login, user.trim(), secret]);
}

/**
 * The draft to send; null while something is missing. With `isKnown` an empty secret means the known secret.
 */
export function draftOf(typed: Typed, isKnown: boolean): ServerDraft | null {
  const { kind, login, remember } = typed;
  const address = typed.address.trim();
  const secret = typed.secret === '' ? null : typed.secret;
  if (address === '') return null;
  const name = typed.name.trim() === '' ? null : typed.name.trim();
  const base = { kind, name, address, remember };
  if (login === 'none') return { ...base, remember: false, login: { kind: 'none' } };
  if (secret === null && !isKnown) return null;
  if (login === 'token') return { ...base, login: { kind: 'token', token: secret } };
  const user = typed.user.trim();
  return user === '' ? null : { ...base, login: { kind: 'password', user, password: secret } };
}
