import { join } from 'node:path';

/*
 * The names in the folder of a backup.
 *
 *   README.txt                      how to restore without Attaché
 *   key.json                        whose backup it is, and its wrapped code
 *   volumes/000001.zip              files of the workspace; never changed once they have their name
 *   snapshots/2026-11-29T02-00.zip  the database and what the volumes have of this moment
 *   latest.json                     the newest complete snapshot; written last
 */

export const README = 'README.txt';
export const KEY_FILE = 'key.json';
export const LATEST = 'latest.json';
export const VOLUMES = 'volumes';
export const SNAPSHOTS = 'snapshots';
export const LOCK = 'backup.lock';
/** The files of a snapshot. */
export const MANIFEST = 'manifest.json';
export const DATABASE = 'attache.sqlite';

const VOLUME = /^(\d{6,15})\.zip$/;
const SNAPSHOT = /^(\d{4}-\d\d-\d\dT\d\d-\d\d)(?:-\d\d)?$/;

/** The name of a volume, as problems and people call it: `volumes/000001.zip`. */
export function volumeFile(number: number): string {
  return `${VOLUMES}/${String(number).padStart(6, '0')}.zip`;
}

/** The number of the volume with this file name; null when the name is none of a volume. */
export function volumeNumber(name: string): number | null {
  const digits = VOLUME.exec(name)?.[1];
  return digits === undefined ? null : Number(digits);
}

/** The file of a snapshot: `snapshots/2026-11-29T02-00.zip`. */
export function snapshotFile(name: string): string {
  return `${SNAPSHOTS}/${name}.zip`;
}

/** The name of the snapshot in this file; null when it is none. */
export function snapshotOf(file: string): string | null {
  const name = file.endsWith('.zip') ? file.slice(0, -4) : '';
  return SNAPSHOT.test(name) ? name : null;
}

/** The name for a snapshot of this moment (UTC, in minutes), which no other of these has. */
export function newSnapshotName(at: Date, taken: ReadonlySet<string>): string {
  const minute = at.toISOString().slice(0, 16).replace(':', '-');
  let name = minute;
  for (let i = 2; taken.has(name); i += 1) name = `${minute}-${String(i).padStart(2, '0')}`;
  return name;
}

/** The path of one of these names on the disk. */
export function pathIn(folder: string, file: string): string {
  return join(folder, ...file.split('/'));
}
