import { hash } from 'node:crypto';
import { type Manifest, readHeader } from '../envelope/manifest.ts';
import { descendantOf, textOf, trimXml, type XmlElement } from '../ground/xml/xml.ts';

/** Attributes that servers add to a root element. The client did not send them. */
const SERVER_ATTRIBUTES = new Set(['instanceID', 'submissionDate', 'isComplete', 'markedAsCompleteDate']);

/**
 * The content ID of an encrypted submission: 32 hex digits. It depends only on what the client wrote into the
 * manifest, not on what a server changed in the document around it. Each encryption has a new session key, so
 * two contents never share an ID.
 */
export function manifestContentId(manifest: Manifest): string {
  return digest([
    'manifest',
    manifest.formId,
    manifest.version ?? '',
    manifest.rawInstanceId ?? '',
    manifest.encryptedKey ?? '',
    manifest.xmlFile ?? '',
    manifest.signature ?? '',
    ...manifest.media.map(trimXml),
  ]);
}

/**
 * The content ID of a plain submission, from the names, attributes and texts of its elements. 32 hex digits.
 */
function plainContentId(root: XmlElement): string {
  const parts: string[] = ['plain'];
  const walk = (element: XmlElement, isRoot: boolean): void => {
    parts.push('<', element.local);
    for (const { local, value } of element.attributes) {
      if (!(isRoot && SERVER_ATTRIBUTES.has(local))) parts.push(local, value);
    }
    parts.push(element.children.length === 0 ? element.text : element.text.trim());
    for (const child of element.children) walk(child, false);
    parts.push('>');
  };
  walk(root, true);
  return digest(parts);
}

/** What identifies a plain submission. */
export interface PlainIdentity {
  readonly instanceId: string | null;
  readonly contentId: string;
  /** Set only when there is no instance ID: the place of the submission is then part of its identity. */
  readonly placed: { readonly plainId: string; readonly ownName: string } | null;
  /** The ID under which earlier versions of Attaché stored it, when it differs from the content ID. */
  readonly formerId?: string;
}

/**
 * Returns the identity of a plain submission. Takes its root element, its locator in the source, and its name
 * there. When the answers have no instance ID, the one that the server put on the root counts too: the
 * answers alone cannot tell two submissions apart. When there is no ID at all, the place counts.
 */
export function plainIdentity(root: XmlElement, locator: string, ownName: string): PlainIdentity {
  const plainId = plainContentId(root);
  const { instanceId } = readHeader(root);
  if (instanceId === null) {
    const contentId = digest(['placed', plainId, locator, ownName]);
    return { instanceId, contentId, placed: { plainId, ownName } };
  }
  if (textOf(descendantOf(root, 'instanceID')) !== null)
    return { instanceId, contentId: plainId, placed: null };
  return { instanceId, contentId: digest(['named', plainId, instanceId]), placed: null, formerId: plainId };
}

/**
 * The content ID of a document that cannot be read, from its bytes, or from its locator when it has no bytes.
 * 32 hex digits.
 */
export function bytesContentId(bytes: Uint8Array, locator: string): string {
  return digest(['bytes', bytes.length === 0 ? locator : hash('sha256', bytes)]);
}

function digest(parts: readonly string[]): string {
  return hash('sha256', parts.join('\0')).slice(0, 32);
}
