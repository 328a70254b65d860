import type { ServerKind } from '../../../electron/ipc/common.ts';
import type { KindRow, TestLine } from '../../../electron/ipc/servers.ts';
import { kindNamed } from '../../state/server-kinds.ts';

/** The kind that a test found when the user had set another; null when nothing has to change. */
export function otherKind(
  lines: readonly TestLine[],
  taken: string,
  kinds: readonly KindRow[],
): ServerKind | null {
  const line = lines.find(({ code }) => code === 'address.other-kind');
  const kind = line === undefined ? null : kindNamed(line.params, kinds);
  return kind === taken ? null : kind;
}
