import { platform, release } from 'node:os';
import { VERSION } from '../../core/ground/version.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import type { GroupReader } from '../problems/group-reader.ts';
import { hasPublicHome, publicHome } from './public-home.ts';

/** What a support report is made from. */
export interface SupportContext {
  readonly workspace: Pick<Workspace, 'servers' | 'submissionCounts' | 'privateKeys' | 'sqliteVersion'>;
  readonly groups: Pick<GroupReader, 'all' | 'totals'>;
  /** How many keys are unlocked. */
  readonly keysOpen: number;
  readonly now: Date;
}

/**
 * Returns the support report: counts, codes, versions and sizes as text; no answers, names, addresses, keys
 * or passwords.
 */
export async function supportReport({ workspace, groups, keysOpen, now }: SupportContext): Promise<string> {
  const { servers, submissionCounts, privateKeys, sqliteVersion } = workspace;
  const all = await groups.all(null);
  const totals = await groups.totals();
  const counts = new Map<string, number>();
  for (const { bucket, problem, count } of all) {
    const line = `${bucket.padEnd(14)} ${problem.code}`;
    counts.set(line, (counts.get(line) ?? 0) + count);
  }
  const kinds = new Map<string, number>();
  for (const { kind } of servers.all()) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  return [
    `Attaché ${VERSION}, support report`,
    ...(hasPublicHome ? [`for ${publicHome.issues}`] : []),
    `made ${now.toISOString().slice(0, 16)}Z`,
    `system ${platform()} ${release()} ${process.arch}, Node ${process.versions.node}, SQLite ${sqliteVersion}`,
    `submissions here ${totals.here}, not readable ${totals.notReadable}, not stored ${totals.notStored}, with a warning ${totals.warnings}`,
    `forms ${submissionCounts.forms()}, keys kept ${privateKeys.all().length}, keys open ${keysOpen}`,
    `sources ${[...kinds].map(([kind, count]) => `${count} ${kind}`).join(', ') || 'none'}`,
    '',
    'problems',
    ...[...counts].map(([line, count]) => `${String(count).padStart(8)} ${line}`),
    '',
    'signatures',
    ...submissionCounts
      .signatures()
      .map(
        ({ signature, repaired, submissions }) =>
          `${String(submissions).padStart(8)} ${signature}${repaired === null ? '' : `, repaired: ${repaired}`}`,
      ),
  ].join('\n');
}
