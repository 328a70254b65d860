import { serverKindFacts } from '../ground/server-kinds.ts';

export type ServerKind = keyof typeof serverKindFacts;

/** The kinds of server that can be added, in the order in which they are offered. */
export const serverKinds: readonly ServerKind[] = Object.keys(serverKindFacts).filter(isServerKind);

/** The kind of a server as it is kept: `auto` until it is first reached, where its address did not tell. */
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

/** What there is to know of a kind of server before one is added. */
export interface ListedKind {
  readonly kind: ServerKind;
  /** Its servers decrypt, when they are asked to, the forms whose key they keep. */
  readonly decryptsWhenAsked: boolean;
  /** There is a page outside that says where an account finds its token. */
  readonly hasTokenPage: boolean;
}
