import {
  attribute,
  childOf,
  childrenOf,
  descendantOf,
  textOf,
  trimXml,
  type XmlElement,
} from '../ground/xml/xml.ts';
import { isOfNoSigner } from './signs.ts';

/** What an encrypted submission says in clear about itself (`submission-format` §3.1). */
export interface Manifest {
  readonly formId: string;
  /** Null when absent or empty. */
  readonly version: string | null;
  /** True for `version=""`: its producer may have signed an empty version line (`submission-format` §8). */
  readonly versionIsEmpty: boolean;
  /**
   * Text of `meta/instanceID` without white space at its ends; null when missing or empty. It is *the* instance ID, in
   * keys, lists and exports, whichever of the `instanceIdTexts` the files were encrypted with.
   */
  readonly instanceId: string | null;
  /**
   * The same text as it stands, white space and all, for the candidates of `submission-format` §5; null when the
   * element is missing.
   */
  readonly rawInstanceId: string | null;
  /** The root attribute `instanceID`, which servers set and rewrite; the IV needs the other one when it exists. */
  readonly rootInstanceId: string | null;
  /** Base64 text of the wrapped session key, as it is signed; null when missing or empty. */
  readonly encryptedKey: string | null;
  /**
   * Ciphertext names of the media in the manifest's order, which is the order of the IVs. A space at an end is part of
   * the name (`submission-format` §8), line breaks around it are not.
   */
  readonly media: readonly string[];
  readonly xmlFile: string | null;
  readonly signature: string | null;
  /** True for a manifest without signature of a client that never signs. */
  readonly isOfNoSigner: boolean;
}

/** What a plain submission says about itself in the same places. */
export interface PlainHeader {
  readonly formId: string | null;
  readonly version: string | null;
  readonly instanceId: string | null;
}

/**
 * Whether a submission is a manifest of encrypted files, decided from the submission alone and never from its form:
 * it says so, or it holds both a session key and the name of an encrypted XML file.
 */
export function isManifest(root: XmlElement): boolean {
  if (attribute(root, 'encrypted') === 'yes') return true;
  return childOf(root, 'base64EncryptedKey') !== null && childOf(root, 'encryptedXmlFile') !== null;
}

/** Reads a manifest by local names (`submission-format` §3.3). Returns null when it names no form. */
export function readManifest(root: XmlElement): Manifest | null {
  const { formId, version } = readHeader(root);
  if (formId === null) return null;
  const instanceId = descendantOf(root, 'instanceID');
  const media: string[] = [];
  for (const entry of childrenOf(root, 'media')) {
    for (const file of childrenOf(entry, 'file')) {
      const name = nameIn(file);
      if (name !== null) media.push(name);
    }
  }
  return {
    formId,
    version,
    versionIsEmpty: root.attributes.some((a) => a.local === 'version' && a.value === ''),
    instanceId: textOf(instanceId),
    rawInstanceId: instanceId?.text ?? null,
    rootInstanceId: attribute(root, 'instanceID'),
    encryptedKey: textOf(descendantOf(root, 'base64EncryptedKey')),
    media,
    xmlFile: textOf(descendantOf(root, 'encryptedXmlFile')),
    signature: textOf(descendantOf(root, 'base64EncryptedElementSignature')),
    isOfNoSigner: isOfNoSigner(root),
  };
}

/** Whoever breaks lines inside an element has put the white space there; no file's name has a line break. */
function nameIn(file: XmlElement): string | null {
  const name = textOf(file);
  return name === null || /[\n\r\t]/.test(file.text) ? name : file.text;
}

/**
 * The texts that the client may have made keys and signature from (`submission-format` §5), likeliest first; empty when
 * the manifest has no instance ID. White space at an end is part of the ID for Collect, and is lost or added where a
 * document is laid out anew; JavaScript's `trim` takes more of it away, such as no-break spaces.
 */
export function instanceIdTexts({ instanceId, rawInstanceId }: Manifest): readonly string[] {
  if (instanceId === null) return [];
  const raw = rawInstanceId ?? instanceId;
  return [...new Set([instanceId, raw, raw.trim()])];
}

/**
 * Form id, version and instance ID of any submission, plain or manifest (`submission-format` §3.3); null for what is
 * missing.
 */
export function readHeader(root: XmlElement): PlainHeader {
  return {
    formId: attribute(root, 'id') ?? (root.ns === '' ? null : root.ns),
    version: attribute(root, 'version'),
    instanceId: textOf(descendantOf(root, 'instanceID')) ?? attribute(root, 'instanceID'),
  };
}

/** The instance ID of the submission that this one is an edit of, from `meta/deprecatedID`; null when it is none. */
export function readDeprecatedId(root: XmlElement): string | null {
  return ofMeta(root, 'deprecatedID');
}

/**
 * The instance ID of the first version of an edited submission, from `meta/rootUuid` (KoboToolbox); null without it.
 */
export function readRootId(root: XmlElement): string | null {
  return ofMeta(root, 'rootUuid');
}

function ofMeta(root: XmlElement, name: string): string | null {
  const meta = childOf(root, 'meta');
  return meta === null ? null : textOf(childOf(meta, name));
}

/** Name of the plaintext: the ciphertext's last path segment without its last extension (`submission-format` §8). */
export function plainName(ciphertextName: string): string {
  const base = ciphertextName.slice(
    Math.max(ciphertextName.lastIndexOf('/'), ciphertextName.lastIndexOf('\\')) + 1,
  );
  const dot = base.lastIndexOf('.');
  return dot <= 0 ? base : base.slice(0, dot);
}

/**
 * The session key's bytes from its Base64 text, white space inside tolerated (`submission-format` §4).
 */
export function decodeBase64(text: string): Buffer {
  return Buffer.from(trimXml(text), 'base64');
}
