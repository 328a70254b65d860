import type { UnlockedKey } from '../../keys/key.ts';
import { decodeBase64, type Manifest } from '../envelope/manifest.ts';
import { type ProblemData, problemData } from '../problem.ts';
import type { FetchedPart } from '../source/source.ts';
import type { RepairReason, SignatureState } from '../submission-states.ts';
import { enketoIvSchedule, type IvSchedule, ivSchedule } from './iv-schedule.ts';
import { discard, type ManifestFile, manifestFiles, type OpenedPart, openPart } from './open-parts.ts';
import { findMediaOrder } from './repair.ts';
import { isSameDigest, signatureDigest } from './signature.ts';
import { unwrap } from './unwrap.ts';

/** The files of one submission after decryption, with what their signature says. */
export interface OpenedFiles {
  readonly key: UnlockedKey;
  readonly instanceId: string;
  /** In the order in which they were signed. */
  readonly media: readonly { readonly file: ManifestFile; readonly opened: OpenedPart }[];
  readonly xml: { readonly file: ManifestFile | null; readonly opened: OpenedPart };
  readonly signature: SignatureState;
  readonly signedDigest: string | null;
  readonly repaired: RepairReason | null;
  readonly problems: readonly ProblemData[];
}

/** Why nothing could be decrypted. `sealed`: a key may come that fits. */
export interface NotOpened {
  readonly state: 'sealed' | 'failed';
  readonly problem: ProblemData;
}

export interface OpenFilesRequest {
  readonly manifest: Manifest;
  /** Name of the manifest for messages. */
  readonly manifestName: string;
  readonly parts: readonly FetchedPart[];
  /** What the source calls the submission: the last candidate for a missing instance ID. */
  readonly serverId: string;
  /** In the order in which they are to be tried. */
  readonly keys: readonly UnlockedKey[];
  /** Folder for plaintext of large files, made when needed. */
  readonly folder: string;
  readonly inlineLimit: number;
}

/** Base64 characters of a wrapped key for the common sizes of RSA keys. */
const WHOLE_LENGTHS = [128, 192, 256, 384, 512, 768, 1024];

/**
 * Opens one encrypted submission (`odk-format` A4 to A8): unwraps the session key with the first key that fits,
 * decrypts the media in the manifest's order and the XML last, checks the signature, and mends what the signature can
 * prove to be mended. A file that is missing or damaged does not stop the others. Throws only on trouble with the disk.
 */
export function openFiles(request: OpenFilesRequest): OpenedFiles | NotOpened {
  const { manifest, manifestName, keys } = request;
  if (manifest.encryptedKey === null) {
    return { state: 'failed', problem: problemData('submission.key_missing', { file: manifestName }) };
  }
  const wrapped = decodeBase64(manifest.encryptedKey);
  const found = unwrapWithFirst(keys, wrapped);
  if (found === null) {
    if (!WHOLE_LENGTHS.includes(wrapped.length)) {
      const expected = Math.ceil((keys[0]?.bits ?? 2048) / 8 / 3) * 4;
      const characters = manifest.encryptedKey.length;
      const params = { file: manifestName, characters, expected };
      return { state: 'failed', problem: problemData('submission.key_truncated', params) };
    }
    return { state: 'sealed', problem: problemData('key.none_fits', { tried: keys.length }) };
  }
  const { key, sessionKey } = found;
  if (sessionKey.length !== 32) {
    const problem = problemData('decrypt.session_key_length', { bytes: sessionKey.length });
    return { state: 'failed', problem };
  }
  const signed = manifest.signature === null ? null : unwrap(key, decodeBase64(manifest.signature));

  if (manifest.instanceId !== null) {
    return openAs(request, key, sessionKey, signed, manifest.instanceId, null);
  }
  // A5: an ID that is not in the manifest counts only when the signature proves it.
  const candidates = [manifest.rawInstanceId ?? '', '', manifest.rootInstanceId ?? '', request.serverId];
  for (const candidate of new Set(candidates)) {
    const opened = openAs(request, key, sessionKey, signed, candidate, 'instance-id');
    if (opened.signature === 'valid') return opened;
    discardAll(opened);
  }
  return { state: 'failed', problem: problemData('submission.no_instance_id', { file: manifestName }) };
}

/** Removes what was decrypted to files and is not to be kept. */
export function discardAll({ media, xml }: OpenedFiles): void {
  for (const { opened } of media) discard(opened);
  discard(xml.opened);
}

function unwrapWithFirst(
  keys: readonly UnlockedKey[],
  wrapped: Uint8Array,
): { readonly key: UnlockedKey; readonly sessionKey: Buffer } | null {
  for (const key of keys) {
    const sessionKey = unwrap(key, wrapped);
    if (sessionKey !== null) return { key, sessionKey };
  }
  return null;
}

function openAs(
  request: OpenFilesRequest,
  key: UnlockedKey,
  sessionKey: Buffer,
  signed: Buffer | null,
  instanceId: string,
  assumed: RepairReason | null,
): OpenedFiles {
  const { manifest, folder, inlineLimit } = request;
  const files = manifestFiles(manifest, request.parts);
  const count = files.media.length;

  const openAll = (ivs: IvSchedule, position: (place: number) => number) => ({
    media: files.media.map((file, place) => ({
      file,
      opened: openPart(file, position(place) + 1, sessionKey, ivs, folder, inlineLimit),
    })),
    xml: {
      file: files.xml,
      opened:
        files.xml === null
          ? ({ state: 'missing' } as const)
          : openPart(files.xml, count + 1, sessionKey, ivs, folder, inlineLimit),
    },
  });
  type All = ReturnType<typeof openAll>;

  const isProved = (xml: OpenedPart, names: readonly string[], md5s: readonly string[]): boolean => {
    if (signed === null || xml.state !== 'present') return false;
    const media = names.map((name, i) => ({ name, md5: md5s[i] ?? '' }));
    const versions = manifest.versionIsEmpty ? [null, ''] : [manifest.version];
    return versions.some((version) =>
      isSameDigest(
        signed,
        signatureDigest({
          formId: manifest.formId,
          version,
          encryptedKey: manifest.encryptedKey ?? '',
          instanceId,
          media,
          xmlMd5: xml.file.md5,
        }),
      ),
    );
  };
  const isValid = (all: All): boolean =>
    all.media.every(({ opened }) => opened.state === 'present') &&
    isProved(
      all.xml.opened,
      all.media.map(({ file }) => file.name),
      all.media.map(({ opened }) => (opened.state === 'present' ? opened.file.md5 : '')),
    );

  const straight = (place: number): number => place;
  const ivs = ivSchedule(instanceId, sessionKey);
  const first = openAll(ivs, straight);
  const done = (all: All, signature: SignatureState, repaired: RepairReason | null): OpenedFiles => ({
    key,
    instanceId,
    ...all,
    signature,
    signedDigest: signed?.toString('hex') ?? null,
    repaired,
    problems: signatureProblems(signature, all, signed),
  });

  if (manifest.signature === null) return done(first, 'absent', null);
  const parts = [...first.media.map(({ opened }) => opened), first.xml.opened];
  if (parts.some(({ state }) => state === 'missing' || state === 'unsafe')) {
    return done(first, 'not-checkable', null);
  }
  if (isValid(first)) return done(first, 'valid', assumed);
  if (assumed !== null || signed === null) return done(first, 'mismatch', null);

  const overflowing = enketoIvSchedule(instanceId, sessionKey, count + 1);
  if (overflowing !== null) {
    const second = openAll(overflowing, straight);
    if (isValid(second)) return done(second, 'valid', 'iv-overflow');
    return done(openAll(ivs, straight), 'mismatch', null);
  }
  const order = findMediaOrder(first.media, sessionKey, ivs, (places, md5s) =>
    isProved(
      first.xml.opened,
      places.map((place) => files.media[place]?.name ?? ''),
      md5s,
    ),
  );
  if (order === null) return done(first, 'mismatch', null);
  const { media, xml } = openAll(ivs, (place) => order.indexOf(place));
  // The true order is what the signature was made over, so it is what is kept.
  const inOrder = order.flatMap((place) => media[place] ?? []);
  return done({ media: inOrder, xml }, 'valid', 'media-order');
}

function signatureProblems(
  signature: SignatureState,
  { media, xml }: Pick<OpenedFiles, 'media' | 'xml'>,
  signed: Buffer | null,
): ProblemData[] {
  if (signature === 'absent') return [problemData('decrypt.signature_absent', {})];
  // A file that is known to be damaged says more than the signature that cannot match because of it.
  const isDamaged = [...media, xml].some(({ opened }) => opened.state === 'failed');
  if (signature !== 'mismatch' || isDamaged) return [];
  return [problemData(signed === null ? 'decrypt.signature_unreadable' : 'decrypt.signature_mismatch', {})];
}
