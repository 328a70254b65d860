import type { KindSetting, ServerKind } from '../../model/server-kind.ts';
import type { Certainty, SameServer } from '../kind.ts';
import { canSpeakWith, kindOf, kinds } from '../kinds.ts';
import { safeAddress } from '../safe-address.ts';

const CERTAINTIES: readonly Certainty[] = ['certain', 'probable', 'possible'];

/**
 * The kind of server that an address alone tells: by its host, or by a page that only one kind has. Null when the server
 * itself has to be asked. Takes what a user entered; throws nothing.
 */
export function kindOfAddress(entered: string): ServerKind | null {
  const text = entered.trim();
  const url = URL.parse(hasScheme(text) ? text : `https://${text}`);
  if (url === null) return null;
  const told = kinds.map((kind) => ({ id: kind.id, certainty: kind.recognise({ text, url }) }));
  for (const wanted of CERTAINTIES) {
    const found = told.find(({ certainty }) => certainty === wanted);
    if (found !== undefined) return found.id;
  }
  return null;
}

/**
 * The kind that a server is taken for, which was asked for with this address: an address that only another kind of server
 * has tells more than a choice. Throws nothing.
 */
export function kindWith<K extends KindSetting>(asked: K, entered: string): K | ServerKind {
  const told = kindOfAddress(entered);
  return told === null || (asked !== 'auto' && canSpeakWith(asked, told)) ? asked : told;
}

/**
 * The address of a server of that kind as it is kept, from what a user entered: that of the project or form that it
 * names, else as it was entered. One whose kind is still to be found out keeps what was entered, because only the kind
 * says what of it counts. Throws a Problem when it is no web address, as far as the kind must read it.
 */
export function keptAddress(kind: KindSetting, entered: string): string {
  if (kind !== 'auto') return kindOf(kind).keptAddress?.(entered) ?? entered;
  return hasScheme(entered.trim()) ? entered : `https://${entered.trim()}`;
}

/** Whether an address is that of an account which can only send, whatever kind was chosen for it. Throws nothing. */
export function isOnlyForSending(entered: string): boolean {
  return kinds.some((kind) => kind.isOnlyForSending?.(entered) === true);
}

/** Where a server is asked what it is, from what a user entered. Throws a Problem when it is no web address. */
export function askedAt(kind: KindSetting, entered: string): URL {
  const base = safeAddress(entered);
  const told = kind === 'auto' ? kindOfAddress(entered) : kind;
  return told === null ? base : (kindOf(told).askedAt?.(entered) ?? base);
}

/** Which server stands behind an address, whichever of its pages, owners or projects that names; null of a bad one. */
export function sameServer(kind: ServerKind, address: string): SameServer | null {
  try {
    return kindOf(kind).sameServer(address);
  } catch {
    return null;
  }
}

/** The part of a server that an address stands for; null of a bad address, and where parts are not told apart. */
export function partOf(kind: ServerKind, address: string): string | null {
  try {
    return kindOf(kind).partOf?.(address) ?? null;
  } catch {
    return null;
  }
}

function hasScheme(address: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(address);
}
