import { createHash } from 'node:crypto';
import { type Manifest, readHeader } from '../envelope/manifest.ts';
import { descendantOf, textOf, trimXml, type XmlElement } from '../ground/xml/xml.ts';

/** What servers add to a root element when they hand a submission back; no part of what the client sent. */
const SERVER_ATTRIBUTES = new Set(['instanceID', 'submissionDate', 'isComplete', 'markedAsCompleteDate']);

/**
 * Identity of an encrypted submission's content: what its client wrote into the manifest, whatever a server did to the
 * document around it. Every encryption has a session key of its own, so two contents never share one. 32 hex digits.
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

/** Identity of a plain submission's content: names, attributes and texts of its elements. 32 hex digits. */
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

/** What a plain submission is known by. */
export interface PlainIdentity {
  readonly instanceId: string | null;
  readonly contentId: string;
  /** Of one without any ID, whose place is a part of what it is. */
  readonly placed: { readonly plainId: string; readonly ownName: string } | null;
  /** Under what earlier versions kept it, where that is not the content ID. */
  readonly formerId?: string;
}

/**
 * The identity of a plain submission. One whose answers hold no instance ID is known by that of its server, on the root:
 * without it the answers alone would not tell one submission from another; where there is none either, its place does.
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

/** Identity of what cannot be read at all: its bytes. 32 hex digits. */
export function bytesContentId(bytes: Uint8Array, locator: string): string {
  return digest(['bytes', bytes.length === 0 ? locator : createHash('sha256').update(bytes).digest('hex')]);
}

function digest(parts: readonly string[]): string {
  const sha = createHash('sha256');
  sha.update(parts.join('\0'));
  return sha.digest('hex').slice(0, 32);
}
