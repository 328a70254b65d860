import type { ServerKind } from '../../../electron/ipc/common.ts';
import type { TestLine } from '../../../electron/ipc/servers.ts';

const KINDS: readonly ServerKind[] = ['ona', 'kobo', 'central', 'aggregate', 'openrosa'];

/** The kind that a test has found a server to be, when it was taken for another; null when there is nothing to change. */
export function otherKind(lines: readonly TestLine[], taken: string): ServerKind | null {
  const line = lines.find(({ code }) => code === 'address.other-kind');
  const kind = KINDS.find((known) => known === line?.params.kind) ?? null;
  return kind === taken ? null : kind;
}
