import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { z } from 'zod';
import { isFileError } from '../../ground/file-error.ts';
import { isProblem, type ProblemCode } from '../../ground/problem.ts';
import { writeDurably } from '../../ground/write-durably.ts';
import type { ArchivedFile } from '../../store/backup-index.ts';
import { type BackupPlace, measureFile, readArchive } from './archive.ts';
import { LATEST, MANIFEST, pathIn, SNAPSHOTS, snapshotFile, snapshotOf } from './layout.ts';
import { type ManifestHeader, readManifest } from './manifest.ts';
import { namesIn } from './stray-files.ts';

/*
 * latest.json names the newest complete snapshot, and all others that are kept with the volumes of each. It is written
 * last. What it says can be read from the snapshots again, with the code: it saves that.
 */

/** More than any disk holds. */
const MOST_VOLUMES = 1_000_000;

const count = z.number().int().nonnegative();
const snapshot = z.object({
  name: z.string(),
  at: z.string(),
  sequence: count,
  bytes: count,
  sha256: z.string(),
  isEncrypted: z.boolean(),
  /** First and last number of each unbroken row of volumes. */
  volumes: z.array(
    z.tuple([count, count]).refine(([first, last]) => first <= last && last - first < MOST_VOLUMES),
  ),
});
const latestFile = z.object({
  format: z.literal(1),
  snapshot: z.string(),
  sha256: z.string(),
  kept: z.array(snapshot),
  /** Number, bytes and hash of every volume that a kept snapshot names. */
  volumes: z.array(z.tuple([count, count, z.string()])),
  check: z.string(),
});

/** A complete snapshot. */
export type KnownSnapshot = Readonly<z.infer<typeof snapshot>>;

/** A volume, as it was when it was written. */
export interface KnownVolume {
  readonly number: number;
  readonly bytes: number;
  readonly sha256: string;
}

/** What a backup has. */
export interface Catalog {
  /** In the order in which they were made. */
  readonly snapshots: readonly KnownSnapshot[];
  readonly volumes: ReadonlyMap<number, KnownVolume>;
  /** Snapshots that cannot be read: nobody knows what they name. */
  readonly unreadable: readonly string[];
}

/** Reads latest.json; null when there is none, or it is not as it was written. */
export function readLatest(folder: string): Omit<Catalog, 'unreadable'> | null {
  const path = pathIn(folder, LATEST);
  if (!existsSync(path)) return null;
  try {
    const { check, ...rest } = latestFile.parse(JSON.parse(readFileSync(path, 'utf8')));
    if (check !== checkOf(rest)) return null;
    const volumes = rest.volumes.map(
      ([number, bytes, sha256]) => [number, { number, bytes, sha256 }] as const,
    );
    return { snapshots: rest.kept, volumes: new Map(volumes) };
  } catch (error) {
    if (isFileError(error)) throw error;
    return null;
  }
}

/** Writes latest.json. The last snapshot is the newest. */
export function writeLatest(folder: string, { snapshots, volumes }: Omit<Catalog, 'unreadable'>): void {
  const newest = snapshots[snapshots.length - 1];
  if (newest === undefined) return;
  const named = snapshots.flatMap(volumesOf);
  const rest = {
    format: 1 as const,
    snapshot: newest.name,
    sha256: newest.sha256,
    kept: [...snapshots],
    volumes: [...new Set(named)]
      .toSorted((a, b) => a - b)
      .flatMap((number): [number, number, string][] => {
        const volume = volumes.get(number);
        return volume === undefined ? [] : [[number, volume.bytes, volume.sha256]];
      }),
  };
  writeDurably(pathIn(folder, LATEST), `${JSON.stringify({ ...rest, check: checkOf(rest) }, null, 1)}\n`);
}

/**
 * What the backup has: as latest.json says, and what a run that was interrupted before that has completed. Reads the
 * manifests of snapshots that latest.json does not know.
 */
export async function readCatalog(place: BackupPlace): Promise<Catalog> {
  const { folder, signal } = place;
  const latest = readLatest(folder);
  const snapshots = [...(latest?.snapshots ?? [])];
  const volumes = new Map(latest?.volumes);
  const unreadable: string[] = [];
  const names = namesIn(pathIn(folder, SNAPSHOTS)).flatMap((file) => snapshotOf(file) ?? []);
  for (const name of names.toSorted()) {
    signal.throwIfAborted();
    if (snapshots.some((known) => known.name === name)) continue;
    const header = await readSnapshot(place, name, () => undefined);
    if (header === null) {
      unreadable.push(name);
      continue;
    }
    const measure = await measureFile(folder, snapshotFile(name), signal);
    snapshots.push(knownSnapshot(name, header, measure));
    for (const volume of header.volumes) if (!volumes.has(volume.number)) volumes.set(volume.number, volume);
  }
  return { snapshots: snapshots.toSorted((a, b) => a.sequence - b.sequence), volumes, unreadable };
}

/** A snapshot, for the catalog. */
export function knownSnapshot(
  name: string,
  { at, sequence, isEncrypted, volumes }: Pick<ManifestHeader, 'at' | 'sequence' | 'isEncrypted' | 'volumes'>,
  { bytes, sha256 }: { readonly bytes: number; readonly sha256: string },
): KnownSnapshot {
  return {
    name,
    at,
    sequence,
    bytes,
    sha256,
    isEncrypted,
    volumes: rows(volumes.map(({ number }) => number)),
  };
}

/** The numbers of the volumes that a snapshot names. */
export function volumesOf({ volumes }: KnownSnapshot): readonly number[] {
  return volumes.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, i) => first + i));
}

/**
 * Reads the manifest of a snapshot, which comes first in it, and not the database behind it. Gives each file to `onFile`.
 * Returns null when it is damaged or gone.
 */
export async function readSnapshot(
  place: BackupPlace,
  name: string,
  onFile: (file: ArchivedFile) => void,
): Promise<ManifestHeader | null> {
  const file = snapshotFile(name);
  try {
    for await (const entry of readArchive(place, file)) {
      return entry.name === MANIFEST ? await readManifest(entry.content, onFile) : null;
    }
    return null;
  } catch (error) {
    if (isProblem(error) && LOST.has(error.code)) return null;
    throw error;
  }
}

/** What says that a file of the backup cannot be used any more, and not that the disk cannot be read. */
export const LOST: ReadonlySet<ProblemCode> = new Set([
  'backup.file_damaged',
  'backup.file_missing',
  'backup.file_unexpected',
  'backup.disk_failed',
]);

/** Bytes of a file in the backup; null when it is not there. */
export function sizeIn(folder: string, file: string): number | null {
  return statSync(pathIn(folder, file), { throwIfNoEntry: false })?.size ?? null;
}

function rows(numbers: readonly number[]): [number, number][] {
  const found: [number, number][] = [];
  for (const number of numbers.toSorted((a, b) => a - b)) {
    const last = found[found.length - 1];
    if (last !== undefined && last[1] + 1 === number) last[1] = number;
    else found.push([number, number]);
  }
  return found;
}

function checkOf(rest: object): string {
  return createHash('sha256').update(JSON.stringify(rest)).digest('hex');
}
