import { statfsSync } from 'node:fs';

const MEGABYTE = 1_000_000;

/** Bytes that this user may still write on the disk of a folder. Throws the file system's errors. */
export function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

/** Megabytes, as problems say them: what is needed is rounded up, and what is free is rounded down. */
export function roomInMegabytes(
  needed: number,
  free: number,
): { readonly needed: number; readonly free: number } {
  return { needed: Math.ceil(needed / MEGABYTE), free: Math.floor(free / MEGABYTE) };
}
