import { closeSync, readSync } from 'node:fs';
import { isTraversal, matchParts, mayMean } from '../envelope/part-names.ts';
import { isFileError } from '../ground/file-error.ts';
import { openSync } from '../ground/patient-files.ts';
import { sizeOf } from '../model/content.ts';
import type { Content, FetchedPart } from '../model/fetched.ts';
import { BLOCK, CfbDecryptor, unpaddedLength } from './cfb.ts';
import { ivSchedule } from './iv-schedule.ts';
import { headUnder, isKnownHead, startsAsXml } from './known-head.ts';
import { isPossibleLength } from './open-file.ts';

/** The part that each file of a manifest means: its media in their order, then the answers. Null where none came. */
export type Matching = readonly (FetchedPart | null)[];

/** The ways in which the files that came can be those of a manifest. */
export interface Matchings {
  /** The likeliest first; one alone where there is nothing to choose. */
  readonly all: readonly [Matching, ...Matching[]];
  /** Ciphertext names of which several files came, where neither their ends nor their beginnings tell which is right. */
  readonly unsure: readonly string[];
}

/** More are not tried for a signature: each costs as much as opening the submission. */
const MOST = 24;
/** Nor are more steps taken to find them: names that are all alike can be chosen in ways without number. */
const MOST_STEPS = 10_000;

interface Candidate {
  readonly part: FetchedPart;
  /** It reads as such files do with the IV of that place. */
  readonly fits: boolean;
  readonly isOfSameName: boolean;
}

/**
 * Which files may be meant by the names of a manifest. Servers give several of one name (Ona: an edit, or a file that
 * was sent again; the newest first), and names that can be taken for each other (Kobo: `img 1.jpg` and `img_1.jpg`). What
 * does not decrypt to a padding is ruled out, and what begins as such files do goes before what does not. Which of the
 * rest is right the signature tells.
 */
export function matchings(
  names: readonly string[],
  parts: readonly FetchedPart[],
  sessionKey: Uint8Array,
  instanceId: string,
): Matchings {
  const usual = matchParts(parts, names);
  const possible = usual.map((part, place) => candidatesFor(part, names, place, parts));
  if (possible.every((all) => all.length < 2)) return { all: [usual], unsure: [] };
  const ivs = ivSchedule(instanceId, sessionKey);
  const judged = possible.map((all, place): readonly Candidate[] => {
    if (all.length < 2) return all.map((part) => ({ part, fits: true, isOfSameName: true }));
    const whole = all.filter(
      ({ content }) => content !== null && ifReadable(() => endsRight(content, sessionKey)),
    );
    return (whole.length > 0 ? whole : all.slice(0, 1))
      .map((part) => ({
        part,
        fits: ifReadable(() =>
          beginsRight(part.content, sessionKey, ivs(place + 1), place === names.length - 1),
        ),
        isOfSameName: part.name === usual[place]?.name,
      }))
      .sort((one, other) => Number(other.fits) - Number(one.fits));
  });
  const found = [...assignments(judged, true)];
  const [first, ...others] = found.length > 0 ? found : [...assignments(judged, false)];
  const unsure = names.filter((_, place) => isUnsure(judged[place] ?? []));
  return { all: [first ?? usual, ...others], unsure };
}

function candidatesFor(
  usual: FetchedPart | null,
  names: readonly string[],
  place: number,
  parts: readonly FetchedPart[],
): readonly FetchedPart[] {
  const name = names[place] ?? '';
  if (usual === null || usual.content === null) return [];
  // Where a manifest lists a name twice, each of its files has its place already.
  const isListedOnce = names.filter((other) => other === name).length === 1;
  if (isTraversal(name) || !isListedOnce) return [usual];
  const others = parts.filter((part) => part !== usual && part.content !== null);
  const same = others.filter((part) => part.name === usual.name);
  const alike = others.filter((part) => part.name !== usual.name && mayMean(part.name, name));
  return [usual, ...same, ...alike];
}

/** All ways to choose one candidate for each place; `apart`: no file for two places. */
function* assignments(places: readonly (readonly Candidate[])[], apart: boolean): Generator<Matching> {
  let count = 0;
  let steps = 0;
  function* from(place: number, chosen: readonly (FetchedPart | null)[]): Generator<Matching> {
    steps += 1;
    const candidates = places[place];
    if (candidates === undefined) {
      count += 1;
      yield chosen;
      return;
    }
    if (candidates.length === 0) yield* from(place + 1, [...chosen, null]);
    for (const { part } of candidates) {
      if (count >= MOST || steps >= MOST_STEPS) return;
      if (!apart || !chosen.includes(part)) yield* from(place + 1, [...chosen, part]);
    }
  }
  yield* from(0, []);
}

function isUnsure(candidates: readonly Candidate[]): boolean {
  if (candidates.length < 2) return false;
  const fitting = candidates.filter(({ fits }) => fits);
  // A name that is only alike counts less than the very name.
  return fitting.length === 0 || fitting.filter(({ isOfSameName }) => isOfSameName).length > 1;
}

/** What cannot be read is not chosen; where it is all there is, whoever opens it says why. */
function ifReadable(isRight: () => boolean): boolean {
  try {
    return isRight();
  } catch (error) {
    if (isFileError(error)) return false;
    throw error;
  }
}

function beginsRight(content: Content | null, key: Uint8Array, iv: Uint8Array, isXml: boolean): boolean {
  const head = content === null ? null : headUnder(content, key, iv);
  return head !== null && (isXml ? startsAsXml(head) : isKnownHead(head));
}

/** Whether a file's end decrypts to a padding. That of a single block depends on its IV, and is not judged here. */
function endsRight(content: Content, key: Uint8Array): boolean {
  const size = sizeOf(content);
  if (!isPossibleLength(size)) return false;
  if (size === BLOCK) return true;
  const tail = lastBytes(content, 2 * BLOCK);
  const plain = new CfbDecryptor(key, tail.subarray(0, BLOCK)).update(tail.subarray(BLOCK));
  return unpaddedLength(plain, size) !== null;
}

function lastBytes(content: Content, count: number): Uint8Array {
  if (content.kind === 'bytes') return content.bytes.subarray(-count);
  const file = openSync(content.path, 'r');
  const bytes = Buffer.alloc(count);
  try {
    readSync(file, bytes, 0, count, content.size - count);
    return bytes;
  } finally {
    closeSync(file);
  }
}
