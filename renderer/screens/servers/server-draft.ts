import type { KindSetting } from '../../../electron/ipc/common.ts';
import type { ServerDraft, SourceRow, TestResult } from '../../../electron/ipc/servers.ts';

/** A server as it is typed in, field by field. */
export interface Typed {
  readonly kind: KindSetting;
  /** The user has said what it is; else the address or a test tells. */
  readonly isKindChosen: boolean;
  /** What has told the kind, where the user has not said it. */
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

/** What the draft of a server is kept under; null is a new one, on whatever screen it is typed. */
export function draftName(server: string | null): string {
  return server === null ? 'new server' : `server ${server}`;
}

/** What is known of a server, to be changed; its password or token is never told. */
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

/** With the kind that an address tells (null: none), unless the user has said another. */
export function withToldKind(typed: Typed, told: KindSetting | null): Typed {
  if (typed.isKindChosen) return typed;
  return { ...typed, kind: told ?? 'auto', kindFrom: told === null ? null : 'address' };
}

/**
 * With the kind that a test has found out: where none was said, or where the address is one that only another kind of
 * server has.
 */
export function withFoundKind<T extends { readonly kind: KindSetting }>(server: T, result: TestResult): T {
  const { kind, lines } = result;
  if (kind == null || kind === server.kind) return server;
  const isTaken = lines.some(({ code, params }) => code === 'address.answers' && params.kind === kind);
  return server.kind === 'auto' || isTaken ? { ...server, kind } : server;
}

/** What was typed, with what its test has found out. */
export function foundBy(typed: Typed, result: TestResult): Typed {
  const found = withFoundKind(typed, result);
  return found === typed ? typed : { ...found, kindFrom: 'test' };
}

/** What is typed now, with what a test of `tested` has found out; as it is where something else was typed since. */
export function learnt(now: Typed, tested: Typed, result: TestResult): Typed {
  return testedPart(now) === testedPart(tested) ? foundBy(now, result) : now;
}

/** What of a server a test is about: when any of it changes, the test says nothing any more. */
export function testedPart({ kind, address, login, user, secret }: Typed): string {
  return JSON.stringify([kind, address.trim(), login, user.trim(), secret]);
}

/** The draft to send; null while something is missing. With `isKnown` an empty secret means the one that is known. */
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
