import type { CopiedFolder, FolderCopy } from '../../core/model/copied-folder.ts';
import { CLOUD_MARKS, cloudFolders } from './cloud-folders.ts';
import { gnomeMount, mountsIn } from './mounts.ts';
import { pathsOf, type Surroundings, theseSurroundings } from './surroundings.ts';

/**
 * Returns whether a folder is copied to a cloud service or is on another computer; null when neither is
 * known. The folder need not exist yet. Cannot detect a service that the user has set up in an unusual place,
 * a network share that macOS has mounted, or backups.
 */
export function copyOf(folder: string, at: Surroundings = theseSurroundings()): FolderCopy | null {
  const named = pathsOf(at).resolve(folder);
  const real = realPathOf(named, at);
  return inCloud([named, real], at) ?? onNetwork([named, real], at);
}

/**
 * Returns the question to ask before Attaché writes into a folder; null when there is none, or the user has
 * accepted the folder. Takes the accepted folders. Asks about a folder on another computer only for a
 * workspace.
 */
export function folderToAsk(
  folder: string,
  accepted: readonly string[],
  isWorkspace: boolean,
  at: Surroundings = theseSurroundings(),
): CopiedFolder | null {
  if (accepted.includes(folder)) return null;
  const copy = copyOf(folder, at);
  if (copy === null || (copy.kind === 'network' && !isWorkspace)) return null;
  return { folder, ...copy };
}

function inCloud(ways: readonly string[], at: Surroundings): FolderCopy | null {
  for (const { service, path } of cloudFolders(at, ways)) {
    const roots = [pathsOf(at).resolve(path), realPathOf(path, at)];
    if (roots.some((root) => ways.some((way) => isInside(way, root, at))))
      return { kind: 'cloud', by: service };
  }
  for (const way of ways) {
    const service = marked(way, at);
    if (service !== null) return { kind: 'cloud', by: service };
  }
  return null;
}

/**
 * The service whose mark is in this folder or in a folder above it. Skips the home folder, because services
 * keep settings there.
 */
function marked(way: string, at: Surroundings): string | null {
  const { join, dirname } = pathsOf(at);
  for (let place = way; ; place = dirname(place)) {
    const isHome = isInside(at.home, place, at);
    const found = isHome ? undefined : CLOUD_MARKS.find(([name]) => at.exists(join(place, name)));
    if (found !== undefined) return found[1];
    if (dirname(place) === place) return null;
  }
}

function onNetwork(ways: readonly string[], at: Surroundings): FolderCopy | null {
  if (at.platform === 'win32') {
    const isShare = ways.some((way) => /^[\\/]{2}(?:[?.][\\/]UNC[\\/]|[^?.\\/])/i.test(way));
    return isShare ? { kind: 'network', by: 'SMB' } : null;
  }
  if (at.platform !== 'linux') return null;
  const mounts = mountsIn(at.readText('/proc/mounts') ?? '');
  for (const way of ways) {
    const gnome = gnomeMount(way);
    if (gnome !== null) return gnome;
    // The innermost mount counts. A later mount at the same path hides an earlier one.
    const around = mounts.filter(({ path }) => isInside(way, path, at));
    const inner = around.reduce<(typeof mounts)[number] | null>(
      (best, mount) => (best === null || mount.path.length >= best.path.length ? mount : best),
      null,
    );
    if (inner !== null && inner.kind !== 'local') return { kind: inner.kind, by: inner.by };
  }
  return null;
}

/** The path with links resolved, as far as it exists. */
function realPathOf(path: string, at: Surroundings): string {
  const { dirname, join, basename, resolve } = pathsOf(at);
  const whole = resolve(path);
  const real = at.realPath(whole);
  if (real !== null) return real;
  const parent = dirname(whole);
  return parent === whole ? whole : join(realPathOf(parent, at), basename(whole));
}

function isInside(path: string, folder: string, at: Surroundings): boolean {
  const { relative, isAbsolute, sep } = pathsOf(at);
  const way = relative(folded(folder, at), folded(path, at));
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}

/**
 * The path in the form in which the system compares names: Windows and macOS ignore case, and accents may be
 * encoded in two ways.
 */
function folded(path: string, { platform }: Surroundings): string {
  return platform === 'linux' ? path : path.normalize('NFC').toLowerCase();
}
