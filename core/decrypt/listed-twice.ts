import type { ManifestFile } from './open-parts.ts';

/**
 * Groups of places of a manifest (the media in order, then the XML). All places of a group mean the same
 * encrypted file.
 */
export type SharedPlaces = readonly (readonly number[])[];

/** The groups of places that share a file. Empty when the manifest names each file once. */
export function sharedPlaces(files: readonly (ManifestFile | null)[]): SharedPlaces {
  const places = new Map<object, number[]>();
  files.forEach((file, place) => {
    const part = file?.part ?? null;
    if (part === null || part.content === null) return;
    const known = places.get(part);
    if (known === undefined) places.set(part, [place]);
    else known.push(place);
  });
  return [...places.values()].filter((group) => group.length > 1);
}

/**
 * Returns the choices of IVs that a client may have made for files that it listed twice. Each choice maps a
 * place to the position of its IV. A signature proves which choice is right. It is the last place of a group
 * when the client encrypted the file for each place and overwrote the earlier result; else it is the first.
 */
export function possiblePositions(groups: SharedPlaces): readonly ((place: number) => number)[] {
  if (groups.length === 0) return [];
  return [-1, 0].map((end) => {
    const chosen = new Map(groups.flatMap((group) => group.map((place) => [place, group.at(end) ?? place])));
    return (place: number) => chosen.get(place) ?? place;
  });
}

/** What to do with places that share a file, when no signature shows which place the file belongs to. */
export interface SharedVerdict {
  /** The position of the IV for a place. A place that is not in the map has its own position. */
  readonly positions: ReadonlyMap<number, number>;
  /** Places whose file did not come, because the file that came belongs to another place. */
  readonly absent: ReadonlySet<number>;
  /** Places where nothing shows which one the file belongs to: it fits several of them, or none. */
  readonly unsure: ReadonlySet<number>;
}

/**
 * Gives each shared file to the place that it fits. `fits` says whether the file of a place, decrypted with
 * the IV of a position, begins like a file of that place. When a group has the answers (`xmlPlace`), the file
 * can only be theirs, with any IV of the group.
 */
export function judgeShared(
  groups: SharedPlaces,
  xmlPlace: number,
  fits: (place: number, position: number) => boolean,
): SharedVerdict {
  const positions = new Map<number, number>();
  const absent = new Set<number>();
  const unsure = new Set<number>();
  for (const group of groups) {
    const isOfXml = group.includes(xmlPlace);
    // For the answers: first the IV of their own place, then those of the other places.
    const tried = isOfXml ? [...group].reverse() : group;
    const fitting = tried.filter((position) => fits(isOfXml ? xmlPlace : position, position));
    const [position] = fitting;
    if (position === undefined || (fitting.length > 1 && !isOfXml)) {
      for (const place of group) unsure.add(place);
      continue;
    }
    const owner = isOfXml ? xmlPlace : position;
    positions.set(owner, position);
    for (const place of group) if (place !== owner) absent.add(place);
  }
  return { positions, absent, unsure };
}
