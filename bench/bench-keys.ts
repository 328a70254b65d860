import type { WorkspaceKeys } from '../core/model/workspace-keys.ts';
import { testWorkspaceKeys } from '../fixtures/workspace-keys.ts';

/** The two kinds of workspace that are measured beside each other. */
export type WorkspaceKind = 'plain' | 'encrypted';

/** The keys of a workspace of the bench; null for a plain one. Throws for any other kind. */
export function benchKeys(kind: string): WorkspaceKeys | null {
  if (kind !== 'plain' && kind !== 'encrypted') throw new TypeError(`no kind of workspace: ${kind}`);
  return kind === 'encrypted' ? testWorkspaceKeys() : null;
}

/**
 * Measures both kinds in turn: plain, encrypted, encrypted, plain, and so on. Whatever slows the machine down for a
 * while then slows down both. Takes how often; returns the results of each kind.
 */
export async function inTurn<T>(
  rounds: number,
  measure: (kind: WorkspaceKind, round: number) => T | Promise<T>,
): Promise<Readonly<Record<WorkspaceKind, readonly T[]>>> {
  const results: Record<WorkspaceKind, T[]> = { plain: [], encrypted: [] };
  for (let round = 0; round < rounds; round += 1) {
    const order = round % 2 === 0 ? (['plain', 'encrypted'] as const) : (['encrypted', 'plain'] as const);
    for (const kind of order) results[kind].push(await measure(kind, round));
  }
  return results;
}
