import { plainName } from '../envelope/manifest.ts';
import { type ProblemData, problemData } from '../ground/problem-data.ts';
import type { UnlockedKey } from '../model/key.ts';
import type { RepairReason, SignatureState } from '../model/states.ts';
import { type Matching, matchings } from './candidates.ts';
import { enketoIvSchedule, type IvSchedule, ivSchedule } from './iv-schedule.ts';
import { headUnder, isKnownHead, startsAsXml } from './known-head.ts';
import { judgeShared, possiblePositions, type SharedVerdict, sharedPlaces } from './listed-twice.ts';
import { type ManifestFile, manifestFiles, manifestNames, type OpenedPart, openPart } from './open-parts.ts';
import { discardAll, type OpenedFiles, type OpenFilesRequest } from './opened-files.ts';
import { findMediaOrder } from './repair.ts';
import { isSignatureOf, type SignedFile, signedNames } from './signature.ts';

/**
 * A submission whose session key is known. `signed` holds the signed bytes; null when there are none to read.
 */
export interface OpeningFiles {
  readonly request: OpenFilesRequest;
  readonly key: UnlockedKey;
  readonly sessionKey: Buffer;
  readonly signed: Buffer | null;
}

/**
 * Decrypts a submission. When a name may mean several files, chooses those that the signature proves. When it
 * proves none, chooses the likeliest, and adds a problem for each name where the choice is not certain.
 */
export function openMatched(
  opening: OpeningFiles,
  instanceId: string,
  assumed: RepairReason | null,
): OpenedFiles {
  const { manifest, parts } = opening.request;
  const { all, unsure } = matchings(manifestNames(manifest), parts, opening.sessionKey, instanceId);
  const isHere = all[0].every((part) => (part?.content ?? null) !== null);
  if (all.length > 1 && isHere && opening.signed !== null) {
    for (const matching of all) {
      const opened = openAs(opening, matching, instanceId, assumed, true);
      if (opened.signature === 'valid') return opened;
      discardAll(opened);
    }
  }
  const opened = openAs(opening, all[0], instanceId, assumed);
  if (opened.signature === 'valid' || unsure.length === 0) return opened;
  const problems = unsure.map((file) => problemData('decrypt.several_files_unsure', { file }));
  return { ...opened, problems: [...opened.problems, ...problems] };
}

/**
 * Decrypts a submission with one choice of files. With `isTrial`, does not try to repair the order of the
 * media: that is only for files that are known to be the right ones.
 */
function openAs(
  { request, key, sessionKey, signed }: OpeningFiles,
  matching: Matching,
  instanceId: string,
  assumed: RepairReason | null,
  isTrial = false,
): OpenedFiles {
  const { manifest, written } = request;
  const files = manifestFiles(manifest, request.parts, matching);
  const count = files.media.length;
  const shared = sharedPlaces([...files.media, files.xml]);

  const openAt = (file: ManifestFile, position: number, ivs: IvSchedule): OpenedPart =>
    openPart(file, position + 1, sessionKey, ivs, request);
  const openAll = (ivs: IvSchedule, position: (place: number) => number, absent?: ReadonlySet<number>) => ({
    media: files.media.map((file, place) => ({
      file,
      opened: absent?.has(place) ? MISSING : openAt(file, position(place), ivs),
    })),
    xml: { file: files.xml, opened: files.xml === null ? MISSING : openAt(files.xml, position(count), ivs) },
  });
  type All = ReturnType<typeof openAll>;

  const writtenNames = new Map(
    files.media.map(({ name }, place) => [name, plainName(written.media[place] ?? '')]),
  );
  /** The names that were signed, in the form that can be stored; null when the signature does not match. */
  const provedNames = (xml: OpenedPart, media: readonly SignedFile[]): readonly string[] | null => {
    if (signed === null || xml.state !== 'present') return null;
    const stored = signedNames(media.map(({ name }) => name));
    const tried = signedNames(media.map(({ name }) => writtenNames.get(name) ?? name));
    const found = tried.findIndex((names) => {
      const files = media.map(({ md5 }, i) => ({ name: names[i] ?? '', md5 }));
      return isSignatureOf(signed, written, instanceId, files, xml.file.md5);
    });
    return found < 0 ? null : (stored[found] ?? null);
  };
  /** All files, under the names that the signature proves; null when the signature does not match. */
  const proved = (all: All): All | null => {
    if (!all.media.every(({ opened }) => opened.state === 'present')) return null;
    const md5s = all.media.map(({ file, opened }) => ({
      name: file.name,
      md5: opened.state === 'present' ? opened.file.md5 : '',
    }));
    const names = provedNames(all.xml.opened, md5s);
    return names === null ? null : { ...all, media: renamed(all.media, names) };
  };

  const straight = (place: number): number => place;
  const ivs = ivSchedule(instanceId, sessionKey);
  /** Made only when the usual IVs do not prove the files. */
  const overflow = (): IvSchedule | null => enketoIvSchedule(instanceId, sessionKey, count + 1);
  const done = (
    all: All,
    signature: SignatureState,
    repaired: RepairReason | null,
    verdict: SharedVerdict | null = null,
  ): OpenedFiles => ({
    key,
    instanceId,
    ...all,
    signature,
    signedDigest: signed?.toString('hex') ?? null,
    repaired,
    problems: signatureProblems(signature, all, signed),
    listedTwice: listedTwice([...files.media, files.xml], verdict),
  });
  /** The best result that has no proof: uses the IVs with which the files begin like files of their kind. */
  const unproved = (signature: SignatureState, opened: All | null = null): OpenedFiles => {
    const head = (file: ManifestFile | null, position: number, under: IvSchedule): Buffer | null => {
      const content = file?.part?.content ?? null;
      return content === null ? null : headUnder(content, sessionKey, under(position + 1));
    };
    const reads = (under: IvSchedule): boolean =>
      startsAsXml(head(files.xml, count, under) ?? Buffer.alloc(0));
    const overflowing = overflow();
    const isOverflow = overflowing !== null && !reads(ivs) && reads(overflowing);
    if (opened !== null && shared.length === 0 && !isOverflow) return done(opened, signature, null);
    const right = isOverflow ? overflowing : ivs;
    const verdict = judgeShared(shared, count, (place, position) => {
      const found = head(place === count ? files.xml : (files.media[place] ?? null), position, right);
      return found !== null && (place === count ? startsAsXml(found) : isKnownHead(found));
    });
    const all = openAll(right, (place) => verdict.positions.get(place) ?? place, verdict.absent);
    return done(all, signature, isOverflow ? 'iv-overflow' : null, verdict);
  };

  if (manifest.signature === null) return unproved(manifest.isOfNoSigner ? 'unsigned' : 'absent');
  const isHere = (file: ManifestFile | null): boolean =>
    file !== null && !file.unsafe && (file.part?.content ?? null) !== null;
  if (![...files.media, files.xml].every(isHere)) return unproved('not-checkable');
  const first = openAll(ivs, straight);
  const whole = proved(first);
  if (whole !== null) return done(whole, 'valid', assumed);
  if (assumed !== null || signed === null) return unproved('mismatch', first);

  const overflowing = overflow();
  if (overflowing !== null) {
    const second = proved(openAll(overflowing, straight));
    if (second !== null) return done(second, 'valid', 'iv-overflow');
  }
  if (isTrial) return done(first, 'mismatch', null);
  for (const position of possiblePositions(shared)) {
    const once = proved(openAll(ivs, position));
    if (once !== null) return done(once, 'valid', 'media-order');
  }
  // When places share a file, it belongs to at most one of them. The files of the others never came.
  if (shared.length > 0) return unproved('not-checkable');
  if (overflowing !== null) return unproved('mismatch');
  const inOrder = (order: readonly number[]) => order.flatMap((place) => files.media[place] ?? []);
  const order = findMediaOrder(
    first.media,
    sessionKey,
    ivs,
    (places, md5s) =>
      provedNames(
        first.xml.opened,
        inOrder(places).map(({ name }, i) => ({ name, md5: md5s[i] ?? '' })),
      ) !== null,
  );
  if (order === null) return done(first, 'mismatch', null);
  const { media, xml } = openAll(ivs, (place) => (place === count ? count : order.indexOf(place)));
  // The signature was made over the true order, so this order is kept.
  const ordered = { media: order.flatMap((place) => media[place] ?? []), xml };
  return done(proved(ordered) ?? ordered, 'valid', 'media-order');
}

const MISSING: OpenedPart = { state: 'missing' };

function renamed<T extends { readonly file: ManifestFile }>(
  media: readonly T[],
  names: readonly string[],
): T[] {
  return media.map((one, i) => ({ ...one, file: { ...one.file, name: names[i] ?? one.file.name } }));
}

function listedTwice(
  files: readonly (ManifestFile | null)[],
  verdict: SharedVerdict | null,
): ReadonlyMap<string, 'absent' | 'unsure'> {
  const named = new Map<string, 'absent' | 'unsure'>();
  for (const place of verdict?.absent ?? []) named.set(files[place]?.ciphertextName ?? '', 'absent');
  for (const place of verdict?.unsure ?? []) named.set(files[place]?.ciphertextName ?? '', 'unsure');
  return named;
}

function signatureProblems(
  signature: SignatureState,
  { media, xml }: Pick<OpenedFiles, 'media' | 'xml'>,
  signed: Buffer | null,
): ProblemData[] {
  if (signature === 'absent') return [problemData('decrypt.signature_absent', {})];
  // A damaged file already explains why the signature does not match.
  const isDamaged = [...media, xml].some(({ opened }) => opened.state === 'failed');
  if (signature !== 'mismatch' || isDamaged) return [];
  return [problemData(signed === null ? 'decrypt.signature_unreadable' : 'decrypt.signature_mismatch', {})];
}
