import type { ServerKind } from '../../../electron/ipc/common.ts';
import type { TestLine } from '../../../electron/ipc/servers.ts';
import { kindNamed } from '../../widgets/take-as.tsx';

/** The kind that a test has found a server to be, when it was taken for another; null when there is nothing to change. */
export function otherKind(lines: readonly TestLine[], taken: string): ServerKind | null {
  const line = lines.find(({ code }) => code === 'address.other-kind');
  const kind = line === undefined ? null : kindNamed(line.params);
  return kind === taken ? null : kind;
}
