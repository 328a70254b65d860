import type { Bucket, ProblemGroup } from '../../../electron/ipc/problems.ts';
import type { IconName } from '../../widgets/icon.tsx';
import { isAboutKeys } from './group-words.ts';

export const buckets: readonly Bucket[] = ['not-readable', 'not-stored', 'warning'];

/** A group in the list. A group that disappeared while the screen was open stays, as fixed. */
export interface ShownGroup {
  readonly group: ProblemGroup;
  readonly isFixed: boolean;
}

/** The current groups, and the groups that were shown before and disappeared. Each stays in its place. */
export function withFixed(
  before: readonly ShownGroup[],
  now: readonly ProblemGroup[],
): readonly ShownGroup[] {
  const current = new Map(now.map((group) => [group.id, group]));
  const known = new Set(before.map(({ group }) => group.id));
  const stayed = before.map(({ group }): ShownGroup => {
    const still = current.get(group.id);
    return still === undefined
      ? { group: { ...group, count: 0 }, isFixed: true }
      : { group: still, isFixed: false };
  });
  const come = now.filter(({ id }) => !known.has(id)).map((group): ShownGroup => ({ group, isFixed: false }));
  return [...stayed, ...come];
}

export interface ShownBucket {
  readonly bucket: Bucket;
  readonly count: number;
  readonly groups: readonly ShownGroup[];
}

/**
 * The groups by bucket, in the order that decides which bucket a submission belongs to. Empty buckets are
 * left out.
 */
export function byBucket(groups: readonly ShownGroup[]): readonly ShownBucket[] {
  return buckets
    .map((bucket) => {
      const own = groups.filter(({ group }) => group.bucket === bucket);
      return { bucket, count: own.reduce((sum, { group }) => sum + group.count, 0), groups: own };
    })
    .filter((shown) => shown.groups.length > 0);
}

/** The requested part of the list. An empty request means the first group. */
export interface AskedGroup {
  readonly groupId?: string | undefined;
  readonly code?: string | undefined;
  readonly bucket?: Bucket | undefined;
}

/**
 * The requested group: by its id, else the first of that code (and of that bucket, if there is one), else the
 * first of that bucket, else the first of all. Returns null when the request names a group that is gone;
 * never another group.
 */
export function chosen(
  groups: readonly ShownGroup[],
  { groupId, code, bucket }: AskedGroup,
): ShownGroup | null {
  const ordered = byBucket(groups).flatMap((shown) => shown.groups);
  const byId = ordered.find(({ group }) => group.id === groupId);
  if (byId !== undefined) return byId;
  if (code !== undefined) {
    const own = ordered.filter(({ group }) => isSameCause(group.problem.code, code));
    return own.find(({ group }) => group.bucket === bucket) ?? own[0] ?? null;
  }
  if (bucket !== undefined) return ordered.find(({ group }) => group.bucket === bucket) ?? null;
  return ordered[0] ?? null;
}

/**
 * Whether both codes are one cause. A report counts submissions that no available key decrypts; the list also
 * shows where that key is here and locked.
 */
export function isSameCause(listed: string, asked: string): boolean {
  return listed === asked || (isAboutKeys(listed) && isAboutKeys(asked));
}

/** The codes that the list has for more than one form. Their items show the form. */
export function codesOfSeveral(groups: readonly ShownGroup[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const several = new Set<string>();
  for (const { group } of groups) {
    const key = codeKey(group);
    if (seen.has(key)) several.add(key);
    seen.add(key);
  }
  return several;
}

export function codeKey({ bucket, problem }: ProblemGroup): string {
  return `${bucket} ${problem.code}`;
}

export function groupIcon({ bucket, action, problem }: ProblemGroup): IconName {
  if (bucket === 'not-stored') return 'rotate-cw';
  if (problem.code.startsWith('decrypt.signature')) return 'shield-alert';
  if (bucket === 'warning') return /missing|part_/.test(problem.code) ? 'file-x' : 'triangle-alert';
  if (action === 'unlock') return 'lock';
  return action === 'add-key' ? 'circle-alert' : 'circle-x';
}
