import { serverKindFacts } from '../../core/ground/server-kinds.ts';
import type { ListedKind } from '../../core/model/server-kind.ts';
import { kinds } from '../../core/source/kinds.ts';

/** The kinds that can be added, in the order in which they are offered. */
export function listKinds(): readonly ListedKind[] {
  return kinds.map(({ id, decryption }) => ({
    kind: id,
    decryptsWhenAsked: decryption !== undefined,
    hasTokenPage: serverKindFacts[id].tokenPage !== null,
  }));
}
