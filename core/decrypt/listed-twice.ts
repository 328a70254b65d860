import type { ManifestFile } from './open-parts.ts';

/** Places of a manifest (its media in their order, then the XML) that mean one and the same encrypted file. */
export type SharedPlaces = readonly (readonly number[])[];

/** The places that share a file; none in a manifest that names each file once. */
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
 * The positions of the IVs that a client may have used for files that it listed twice, for a signature to prove: the last
 * one, when it encrypted each over the one before, or the first.
 */
export function possiblePositions(groups: SharedPlaces): readonly ((place: number) => number)[] {
  if (groups.length === 0) return [];
  return [-1, 0].map((end) => {
    const chosen = new Map(groups.flatMap((group) => group.map((place) => [place, group.at(end) ?? place])));
    return (place: number) => chosen.get(place) ?? place;
  });
}

/** What is to be done with the places that share a file where no signature says which of them it is. */
export interface SharedVerdict {
  /** Place and the position of its IV; a place that is not here has its own. */
  readonly positions: ReadonlyMap<number, number>;
  /** Places whose file did not come: the one that did is another's. */
  readonly absent: ReadonlySet<number>;
  /** Places of which at most one is whole: the file fits several of them, or none. */
  readonly unsure: ReadonlySet<number>;
}

/**
 * Gives each file that several places share to the one that it reads as: `fits` says whether the file of a place, with the
 * IV of a position, begins as such files do. The answers (`xmlPlace`) go before media, whichever IV opens them.
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
    // Its own IV first, then those of the places that it shares with.
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
