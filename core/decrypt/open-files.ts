import { decodeBase64, instanceIdTexts } from '../envelope/manifest.ts';
import { problemData } from '../ground/problem-data.ts';
import { storable } from '../ground/xml/characters.ts';
import { pieces } from '../model/content.ts';
import type { UnlockedKey } from '../model/key.ts';
import { BLOCK } from './cfb.ts';
import { startsAsXml } from './known-head.ts';
import { openMatched } from './open-matched.ts';
import type { OpenedPart } from './open-parts.ts';
import { discardAll, type NotOpened, type OpenedFiles, type OpenFilesRequest } from './opened-files.ts';
import { unwrap } from './unwrap.ts';

/** Lengths in bytes of a wrapped session key, for the common sizes of RSA keys. */
const WHOLE_LENGTHS = [128, 192, 256, 384, 512, 768, 1024];

/**
 * Decrypts the files of one submission (`submission-format` §4 to §8). Unwraps the session key with the first
 * key that fits, decrypts the media in the manifest's order and the XML last, checks the signature, and
 * repairs known faults of clients. A missing or damaged file does not stop the others. Throws only when the
 * disk fails.
 */
export function openFiles(request: OpenFilesRequest): OpenedFiles | NotOpened {
  const { manifest, written, manifestName, keys } = request;
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
      const code = characters > expected ? 'submission.key_too_long' : 'submission.key_truncated';
      return { state: 'failed', problem: problemData(code, params) };
    }
    return { state: 'sealed', problem: problemData('key.none_fits', { tried: keys.length }) };
  }
  const { key, sessionKey } = found;
  if (sessionKey.length !== 32) {
    const problem = problemData('decrypt.session_key_length', { bytes: sessionKey.length });
    return { state: 'failed', problem };
  }
  const signed = manifest.signature === null ? null : unwrap(key, decodeBase64(manifest.signature));
  const opening = { request, key, sessionKey, signed };

  if (manifest.instanceId !== null) {
    const open = (text: string) => openMatched(opening, text, null);
    return { ...openWithTexts(instanceIdTexts(written), open), instanceId: manifest.instanceId };
  }
  // `submission-format` §5: an ID that is not in the manifest counts only when the signature proves it.
  const candidates = [written.rawInstanceId ?? '', '', written.rootInstanceId ?? '', request.serverId];
  for (const candidate of new Set(candidates)) {
    const opened = openMatched(opening, candidate, 'instance-id');
    if (opened.signature === 'valid') return { ...opened, instanceId: storable(candidate) };
    discardAll(opened);
  }
  return { state: 'failed', problem: problemData('submission.no_instance_id', { file: manifestName }) };
}

/**
 * Decrypts a submission with the text of its instance ID that the signature proves. When the signature cannot
 * be checked, uses the text with which the answers begin like XML, because a wrong text spoils their
 * beginning (`submission-format` §7). When no text is right, uses the first.
 */
function openWithTexts(texts: readonly string[], open: (text: string) => OpenedFiles): OpenedFiles {
  const [first = '', ...others] = texts;
  const usual = open(first);
  const isRight = ({ signature, xml }: OpenedFiles): boolean =>
    signature === 'valid' || (signature !== 'mismatch' && beginsLikeXml(xml.opened));
  if (others.length === 0 || isRight(usual)) return usual;
  discardAll(usual);
  for (const text of others) {
    const opened = open(text);
    if (isRight(opened)) return opened;
    discardAll(opened);
  }
  return open(first);
}

function beginsLikeXml(xml: OpenedPart): boolean {
  if (xml.state !== 'present') return false;
  const [head = new Uint8Array()] = pieces(xml.file);
  return startsAsXml(head.subarray(0, BLOCK));
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
