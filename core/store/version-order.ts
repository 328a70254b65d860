/** One version of a submission, with what tells its place among the others. */
export interface Version {
  readonly contentId: string;
  readonly instanceId: string | null;
  /** The instance ID of the version that it replaces, as its answers say it. */
  readonly deprecatedId: string | null;
  /** The instance ID of the first version, as its source or its answers say it. */
  readonly rootId: string | null;
  readonly submittedMs: number;
  /** A server lists it now. */
  readonly isListed: boolean;
}

/** A server gave the content `later` in the place of the content `earlier`. */
export interface Succession {
  readonly earlier: string;
  readonly later: string;
}

export interface VersionOrder<V extends Version> {
  /** The newest first. */
  readonly newestFirst: readonly V[];
  /** Two versions replace the same one, and nothing replaces either of them. */
  readonly isForked: boolean;
}

/**
 * Puts the versions of one submission in order, whatever the order in which they came: what replaces another is newer
 * than that, by its answers or by what a server gave in its place. Where neither says anything, the one that a server
 * lists is newer, then the one of the later submission date. A succession may name contents that are not here any more.
 */
export function orderVersions<V extends Version>(
  versions: readonly V[],
  successions: readonly Succession[],
): VersionOrder<V> {
  const byContent = new Map(versions.map((version) => [version.contentId, version]));
  const olderThan = edgesOf(versions, successions);
  const replacers = new Map<string, number>();
  for (const older of olderThan.values()) {
    for (const id of older) replacers.set(id, (replacers.get(id) ?? 0) + 1);
  }
  const left = new Set([
    ...byContent.keys(),
    ...successions.flatMap(({ earlier, later }) => [earlier, later]),
  ]);
  const tips = [...left].flatMap((id) => (replacers.has(id) ? [] : (byContent.get(id) ?? [])));
  const newestFirst: V[] = [];
  while (left.size > 0) {
    const free = [...left].filter((id) => (replacers.get(id) ?? 0) === 0);
    // Two that each claim to replace the other are told apart like those of which nothing is known.
    const next = best(free.length > 0 ? free : [...left], byContent);
    left.delete(next);
    for (const id of olderThan.get(next) ?? []) replacers.set(id, (replacers.get(id) ?? 1) - 1);
    const version = byContent.get(next);
    if (version !== undefined) newestFirst.push(version);
  }
  return { newestFirst, isForked: hasFork(tips) };
}

/** For each content the contents that are older than it. */
function edgesOf(
  versions: readonly Version[],
  successions: readonly Succession[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const edges = new Map<string, Set<string>>();
  const add = (newer: string, older: string): void => {
    if (newer === older) return;
    const known = edges.get(newer);
    if (known === undefined) edges.set(newer, new Set([older]));
    else known.add(older);
  };
  const byInstance = Map.groupBy(versions, ({ instanceId }) => instanceId);
  for (const { contentId, instanceId, deprecatedId, rootId } of versions) {
    for (const replaced of [deprecatedId, rootId]) {
      if (replaced === null || replaced === instanceId) continue;
      for (const older of byInstance.get(replaced) ?? []) add(contentId, older.contentId);
    }
  }
  for (const { earlier, later } of successions) add(later, earlier);
  return edges;
}

/** A content that is not here any more comes first: what it replaced must not wait for it. */
function best(ids: readonly string[], versions: ReadonlyMap<string, Version>): string {
  return ids.reduce((one, other) => (isBefore(other, one, versions) ? other : one));
}

function isBefore(one: string, other: string, versions: ReadonlyMap<string, Version>): boolean {
  const a = versions.get(one);
  const b = versions.get(other);
  if (a === undefined || b === undefined) return a === undefined && (b !== undefined || one < other);
  if (a.isListed !== b.isListed) return a.isListed;
  if (a.submittedMs !== b.submittedMs) return a.submittedMs > b.submittedMs;
  return one < other;
}

function hasFork(tips: readonly Version[]): boolean {
  const replaced = tips.flatMap(({ instanceId, deprecatedId }) =>
    deprecatedId === null || deprecatedId === instanceId ? [] : [{ instanceId, deprecatedId }],
  );
  return replaced.some((one, i) =>
    replaced
      .slice(i + 1)
      .some((other) => other.deprecatedId === one.deprecatedId && other.instanceId !== one.instanceId),
  );
}
