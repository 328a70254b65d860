import { Problem } from '../../ground/problem.ts';
import type { ServerKind } from '../../model/server-kind.ts';
import { canSpeakWith } from '../kinds.ts';
import type { Found } from './product.ts';

/** A server as it was added. */
export interface AddedAs {
  readonly host: string;
  readonly kind: ServerKind;
  /** Its name; null while it is only being added. */
  readonly server: string | null;
}

/**
 * The problem of a server that is of another kind than it was added as; null where the connector of the added kind can
 * speak with it. `cause` is what that connector has met.
 */
export function otherKind(
  found: Found,
  { host, kind, server }: AddedAs,
  cause?: unknown,
): Problem<'source.other_kind'> | null {
  if (canSpeakWith(kind, found.product)) return null;
  return new Problem('source.other_kind', { host, kind: found.kind, asked: kind, server }, { cause });
}
