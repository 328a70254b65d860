import type { FormRef } from '../model/form-ref.ts';
import { type ServerKind, serverKinds } from '../model/server-kind.ts';
import { aggregate } from './aggregate/kind.ts';
import { central } from './central/kind.ts';
import type { Product } from './check/kind-check.ts';
import type { Kind } from './kind.ts';
import { kobo } from './kobo/kind.ts';
import { ona } from './ona/kind.ts';
import { openRosa } from './openrosa/kind.ts';

/** The registry of the kinds of server. A kind that `server-kinds.ts` names and that is missing here is a type error. */
const registry: { readonly [K in ServerKind]: Kind<K> } = {
  ona,
  kobo,
  central,
  aggregate,
  openrosa: openRosa,
};

/** All kinds, in the order in which they are offered. */
export const kinds: readonly Kind[] = serverKinds.map(kindOf);

export function kindOf(id: ServerKind): Kind {
  return registry[id];
}

/** Whether the connector of that kind can speak with that product. */
export function canSpeakWith(kind: ServerKind, product: Product): boolean {
  return kindOf(kind).products.includes(product);
}

/**
 * Whether a server that listed these forms without an error may still be of another kind than it was added as, so that
 * it is worth asking.
 */
export function mayBeAnother(kind: ServerKind, forms: readonly FormRef[]): boolean {
  if (kindOf(kind).hasOwnList === true) return false;
  return kinds.some((other) => other.id !== kind && other.mayList?.(forms) === true);
}
