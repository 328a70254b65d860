import { serverKindFacts } from '../ground/server-kinds.ts';

export type ServerKind = keyof typeof serverKindFacts;

/** The kinds of server that can be added, in the order in which they are offered. */
export const serverKinds: readonly ServerKind[] = Object.keys(serverKindFacts).filter(isServerKind);

/**
 * The stored kind of a server. `auto` means: its address did not show the kind, and it was not reached yet.
 */
export type KindSetting = ServerKind | 'auto';

export function isServerKind(text: string): text is ServerKind {
  return Object.hasOwn(serverKindFacts, text);
}

/**
 * The kind of a server from what the database holds. A kind that a newer version has added is read as `openrosa`, the
 * protocol that most servers speak.
 */
export function keptKind(text: string): KindSetting {
  if (text === 'auto') return text;
  return isServerKind(text) ? text : 'openrosa';
}

/** Facts about a kind of server, before one is added. */
export interface ListedKind {
  readonly kind: ServerKind;
  /** Servers of this kind can decrypt, on request, the forms whose key they keep. */
  readonly decryptsWhenAsked: boolean;
  /** A web page explains where to find an account's token. */
  readonly hasTokenPage: boolean;
}
