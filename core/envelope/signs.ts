import { childOf, childrenOf, descendantOf, type XmlElement } from '../ground/xml/xml.ts';

const OPENROSA = 'http://openrosa.org/xforms';

/**
 * Whether a manifest is of a client that never signs: ODK Web Forms (`submission-format` §3.3). The shape of
 * the manifest tells: no signature; the name of the encrypted XML before the media; the OpenRosa `meta` after
 * them; one file in each `media`; no white space between the elements. A manifest of any other shape without
 * a signature has lost it.
 */
export function isOfNoSigner(root: XmlElement): boolean {
  if (descendantOf(root, 'base64EncryptedElementSignature') !== null) return false;
  const media = childrenOf(root, 'media');
  const order = ['base64EncryptedKey', 'encryptedXmlFile', ...media.map(() => 'media'), 'meta'];
  const meta = childOf(root, 'meta');
  return (
    root.children.map(({ local }) => local).join() === order.join() &&
    media.every(({ children }) => children.length === 1 && children[0]?.local === 'file') &&
    meta?.ns === OPENROSA &&
    childOf(meta, 'instanceID') !== null &&
    [root, meta, ...media].every(({ text }) => text === '')
  );
}
