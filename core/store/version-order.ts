/** One version of a submission, with what decides its place among the others. */
export interface Version {
  readonly contentId: string;
  readonly instanceId: string | null;
  /** The instance ID of the version that it replaces, from its answers. */
  readonly deprecatedId: string | null;
  /** The instance ID of the first version, from its source or its answers. */
  readonly rootId: string | null;
  readonly submittedMs: number;
  /** A server lists it now. */
  readonly isListed: boolean;
}

/** A server sent the content `later` in place of the content `earlier`. */
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
 * Sorts the versions of one submission; the order in which they came does not matter. A version is newer than
 * the one that it replaces, by its answers or because a server sent it in its place. Where neither decides, a
 * version that a server lists is newer; then the one with the later submission date. A succession may name
 * contents that are no longer here.
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
    // Two versions that claim to replace each other are treated as if neither claimed anything.
    const next = best(free.length > 0 ? free : [...left], byContent);
    left.delete(next);
    for (const id of olderThan.get(next) ?? []) replacers.set(id, (replacers.get(id) ?? 1) - 1);
    const version = byContent.get(next);
    if (version !== undefined) newestFirst.push(version);
  }
  return { newestFirst, isForked: hasFork(tips) };
}

/** For each content, the contents that are older. */
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

/** A content that is no longer here comes first: the contents that it replaced must not wait for it. */
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
