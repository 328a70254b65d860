import { hash } from 'node:crypto';
import type { Manifest } from '../envelope/manifest.ts';
import { clientBytes } from '../ground/xml/characters.ts';
import { trimXml } from '../ground/xml/xml.ts';

/** One line of the signed text: a media file's plain name and the MD5 of its plaintext, lower-case hex. */
export interface SignedFile {
  readonly name: string;
  readonly md5: string;
}

export interface SignedFacts {
  readonly formId: string;
  /** Null leaves the line out; '' writes an empty one. */
  readonly version: string | null;
  /** The Base64 text from the manifest, unchanged. */
  readonly encryptedKey: string;
  readonly instanceId: string;
  /** In the manifest's order. */
  readonly media: readonly SignedFile[];
  /** MD5 of the plaintext XML, lower-case hex. */
  readonly xmlMd5: string;
}

/**
 * The 16 bytes that the signature of a submission must hold: the MD5 of its facts, one per line
 * (`submission-format` §8).
 */
export function signatureDigest(facts: SignedFacts): Buffer {
  const lines = [facts.formId];
  if (facts.version !== null) lines.push(facts.version);
  lines.push(facts.encryptedKey, facts.instanceId);
  for (const { name, md5 } of facts.media) lines.push(`${name}::${md5}`);
  lines.push(`submission.xml::${facts.xmlMd5}`, '');
  return hash('md5', clientBytes(lines.join('\n')), 'buffer');
}

/** Whether the signed bytes are exactly the digest, all 16 bytes of it. Briefcase also accepts fewer. */
export function isSameDigest(signed: Uint8Array, digest: Uint8Array): boolean {
  return signed.length === 16 && Buffer.compare(signed, digest) === 0;
}

/**
 * The lists of names that may have been signed: as the manifest has them (`submission-format` §8), and
 * without spaces at their ends, because a server may have added those.
 */
export function signedNames(names: readonly string[]): readonly (readonly string[])[] {
  const trimmed = names.map(trimXml);
  return trimmed.some((name, i) => name !== names[i]) ? [names, trimmed] : [names];
}

/**
 * Whether a signature was made over a manifest and its files (`submission-format` §8). Takes the signed
 * bytes, the manifest with its characters as its client wrote them, the instance ID to try, and the MD5s of
 * the plaintext. A form ID or version is tried with the white space at its ends and without it. An empty
 * version is tried as an empty line and as no line.
 */
export function isSignatureOf(
  signed: Uint8Array,
  manifest: Manifest,
  instanceId: string,
  media: readonly SignedFile[],
  xmlMd5: string,
): boolean {
  const encryptedKey = manifest.encryptedKey ?? '';
  return withAndWithoutSpaces(manifest.formId).some((formId) =>
    versionLines(manifest).some((version) =>
      isSameDigest(signed, signatureDigest({ formId, version, encryptedKey, instanceId, media, xmlMd5 })),
    ),
  );
}

function versionLines({ version, versionIsEmpty }: Manifest): readonly (string | null)[] {
  if (version === null) return versionIsEmpty ? [null, ''] : [null];
  const texts = withAndWithoutSpaces(version);
  return texts.includes('') ? [...texts, null] : texts;
}

function withAndWithoutSpaces(text: string): readonly string[] {
  return [...new Set([text, trimXml(text)])];
}
