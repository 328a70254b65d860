import { attribute, childrenOf, descendantOf, parseXml, textOf, type XmlElement } from '../ground/xml/xml.ts';

/** What a source needs to know of a form definition; the whole of it is read elsewhere. */
export interface FormHeader {
  readonly formId: string;
  readonly version: string | null;
  readonly title: string | null;
  /** Local name of the root element of its submissions. */
  readonly root: string;
  readonly encrypted: boolean;
}

/**
 * Reads the head of a form definition: the first `instance` without an `id` names the form (`server-apis` §1.3), the
 * public key on `submission` says that it is encrypted (`submission-format` §1). Null when the document is not a form.
 * Throws an `XmlError`.
 */
export function readFormHeader(xml: Uint8Array): FormHeader | null {
  const document = parseXml(xml);
  const model = descendantOf(document, 'model');
  if (model === null) return null;
  const primary = childrenOf(model, 'instance').find((instance) => attribute(instance, 'id') === null);
  const root: XmlElement | undefined = primary?.children[0];
  if (root === undefined) return null;
  const formId = attribute(root, 'id') ?? (root.ns === '' ? null : root.ns);
  if (formId === null) return null;
  const submission = childrenOf(model, 'submission')[0];
  return {
    formId,
    version: attribute(root, 'version'),
    title: textOf(descendantOf(document, 'title')),
    root: root.local,
    encrypted: submission !== undefined && attribute(submission, 'base64RsaPublicKey') !== null,
  };
}
