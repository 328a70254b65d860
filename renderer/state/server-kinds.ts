import type { ServerKind } from '../../electron/ipc/common.ts';
import type { KindRow } from '../../electron/ipc/servers.ts';
import { useReply } from './replies.ts';

/** The kinds of server that can be added, in the order of the list; empty while they load. */
export function useServerKinds(): readonly KindRow[] {
  return useReply('servers.kinds', {}).value ?? [];
}

/** The kind that a problem or a line of a test names; null when it names none. */
export function kindNamed(
  { kind }: Readonly<Record<string, unknown>>,
  kinds: readonly KindRow[],
): ServerKind | null {
  return kinds.find((known) => known.kind === kind)?.kind ?? null;
}
