import { isTraversal, matchParts, mayMean } from '../envelope/part-names.ts';
import { isFileError } from '../ground/file-error.ts';
import { rangeOf, sizeOf } from '../model/content.ts';
import type { Content, FetchedPart } from '../model/fetched.ts';
import { BLOCK, CfbDecryptor, unpaddedLength } from './cfb.ts';
import { ivSchedule } from './iv-schedule.ts';
import { headUnder, isKnownHead, startsAsXml } from './known-head.ts';
import { isPossibleLength } from './open-file.ts';

/**
 * For each file of a manifest (the media in order, then the answers): the part that its name means. Null when
 * none came.
 */
export type Matching = readonly (FetchedPart | null)[];

/** The ways to assign the files that came to the names of a manifest. */
export interface Matchings {
  /** The likeliest first. Exactly one when there is nothing to choose. */
  readonly all: readonly [Matching, ...Matching[]];
  /**
   * Ciphertext names that several files may have, when neither the ends nor the beginnings of the files tell
   * which is right.
   */
  readonly unsure: readonly string[];
}

/**
 * At most this many ways are tried against the signature. Each costs as much as decrypting the submission.
 */
const MOST = 24;
/**
 * The search for these ways takes at most this many steps. Without a limit, many similar names would make it
 * endless.
 */
const MOST_STEPS = 10_000;

interface Candidate {
  readonly part: FetchedPart;
  /** It begins like a file of its kind when it is decrypted with the IV of this place. */
  readonly fits: boolean;
  readonly isOfSameName: boolean;
}

/**
 * Finds which files the names of a manifest may mean. A server can have several files with one name (Ona: an
 * edit, or a file that was sent again; the newest comes first). It can also have names that may stand for
 * each other (Kobo: `img 1.jpg` and `img_1.jpg`). A file whose end does not decrypt to a padding is ruled
 * out. A file that begins like its kind goes before one that does not. The signature tells which of the rest
 * is right.
 *
 * Takes the names (the media in order, then the answers), the parts, the 32-byte session key and the instance
 * ID.
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
  // When a manifest lists a name twice, `matchParts` has already given each place its file.
  const isListedOnce = names.filter((other) => other === name).length === 1;
  if (isTraversal(name) || !isListedOnce) return [usual];
  const others = parts.filter((part) => part !== usual && part.content !== null);
  const same = others.filter((part) => part.name === usual.name);
  const alike = others.filter((part) => part.name !== usual.name && mayMean(part.name, name));
  return [usual, ...same, ...alike];
}

/**
 * All ways to choose one candidate for each place, up to the limits. With `apart`, no file is chosen for two
 * places.
 */
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
  // A file whose name is only similar counts less than one with the name of the usual match.
  return fitting.length === 0 || fitting.filter(({ isOfSameName }) => isOfSameName).length > 1;
}

/**
 * A file that cannot be read is not chosen. If there is no other, its decryption reports why it cannot be
 * read.
 */
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

/**
 * Whether the end of a file decrypts to a valid padding. A file of one block passes: its padding depends on
 * the IV, which is not known here.
 */
function endsRight(content: Content, key: Uint8Array): boolean {
  const size = sizeOf(content);
  if (!isPossibleLength(size)) return false;
  if (size === BLOCK) return true;
  const tail = rangeOf(content, size - 2 * BLOCK, 2 * BLOCK);
  const plain = new CfbDecryptor(key, tail.subarray(0, BLOCK)).update(tail.subarray(BLOCK));
  return unpaddedLength(plain, size) !== null;
}
