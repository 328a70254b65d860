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

/** What an encrypted submission says about itself in plain text (`submission-format` §3.1). */
export interface Manifest {
  readonly formId: string;
  /** Null when absent or empty. */
  readonly version: string | null;
  /** True for `version=""`: its producer may have signed an empty version line (`submission-format` §8). */
  readonly versionIsEmpty: boolean;
  /**
   * Text of `meta/instanceID` without white space at its ends; null when missing or empty. Keys, lists and
   * exports use it as the instance ID, even when the files were encrypted with another of the
   * `instanceIdTexts`.
   */
  readonly instanceId: string | null;
  /**
   * The same text with its white space, for the candidates of `submission-format` §5; null when the element
   * is missing.
   */
  readonly rawInstanceId: string | null;
  /**
   * The root attribute `instanceID`, which servers set and rewrite. The IV needs `meta/instanceID` when it
   * exists.
   */
  readonly rootInstanceId: string | null;
  /** Base64 text of the wrapped session key, as it is signed; null when missing or empty. */
  readonly encryptedKey: string | null;
  /**
   * Ciphertext names of the media in the manifest's order, which is also the order of the IVs. A space at an
   * end is part of the name (`submission-format` §8); line breaks around the name are not.
   */
  readonly media: readonly string[];
  readonly xmlFile: string | null;
  readonly signature: string | null;
  /** True when the manifest has no signature because its client never signs. */
  readonly isOfNoSigner: boolean;
}

/** The same facts of a plain submission. */
export interface PlainHeader {
  readonly formId: string | null;
  readonly version: string | null;
  readonly instanceId: string | null;
}

/**
 * Whether a submission is a manifest of encrypted files: its root has `encrypted="yes"`, or it has both a
 * session key and the name of an encrypted XML file. Looks only at the submission, never at its form.
 */
export function isManifest(root: XmlElement): boolean {
  if (attribute(root, 'encrypted') === 'yes') return true;
  return childOf(root, 'base64EncryptedKey') !== null && childOf(root, 'encryptedXmlFile') !== null;
}

/** Reads a manifest by local names (`submission-format` §3.3). Returns null when it has no form ID. */
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

/**
 * No file name has a line break. When the element has one, the white space around the name is not part of the
 * name.
 */
function nameIn(file: XmlElement): string | null {
  const name = textOf(file);
  return name === null || /[\n\r\t]/.test(file.text) ? name : file.text;
}

/**
 * The texts of the instance ID that the client may have used for IVs and signature (`submission-format` §5),
 * likeliest first; empty when the manifest has no instance ID. For Collect, white space at an end is part of
 * the ID. A server that formats the document again may remove or add white space. JavaScript's `trim` removes
 * more of it, such as no-break spaces.
 */
export function instanceIdTexts({ instanceId, rawInstanceId }: Manifest): readonly string[] {
  if (instanceId === null) return [];
  const raw = rawInstanceId ?? instanceId;
  return [...new Set([instanceId, raw, raw.trim()])];
}

/**
 * Form ID, version and instance ID of any submission, plain or manifest (`submission-format` §3.3); null for
 * what is missing.
 */
export function readHeader(root: XmlElement): PlainHeader {
  return {
    formId: attribute(root, 'id') ?? (root.ns === '' ? null : root.ns),
    version: attribute(root, 'version'),
    instanceId: textOf(descendantOf(root, 'instanceID')) ?? attribute(root, 'instanceID'),
  };
}

/**
 * The instance ID of the submission that this one edits, from `meta/deprecatedID`; null when it is not an
 * edit.
 */
export function readDeprecatedId(root: XmlElement): string | null {
  return ofMeta(root, 'deprecatedID');
}

/**
 * The instance ID of the first version of an edited submission, from `meta/rootUuid` (KoboToolbox); null when
 * there is none.
 */
export function readRootId(root: XmlElement): string | null {
  return ofMeta(root, 'rootUuid');
}

function ofMeta(root: XmlElement, name: string): string | null {
  const meta = childOf(root, 'meta');
  return meta === null ? null : textOf(childOf(meta, name));
}

/**
 * Name of the plaintext: the last path segment of the ciphertext's name without its last extension
 * (`submission-format` §8).
 */
export function plainName(ciphertextName: string): string {
  const base = ciphertextName.slice(
    Math.max(ciphertextName.lastIndexOf('/'), ciphertextName.lastIndexOf('\\')) + 1,
  );
  const dot = base.lastIndexOf('.');
  return dot <= 0 ? base : base.slice(0, dot);
}

/** Returns the bytes of Base64 text, even with white space in it (`submission-format` §4). */
export function decodeBase64(text: string): Buffer {
  return Buffer.from(trimXml(text), 'base64');
}
