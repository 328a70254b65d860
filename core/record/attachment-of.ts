import { trimXml } from '../ground/xml/xml.ts';

/**
 * The attachment that an answer names; undefined when there is none. The answer is a text without the spaces at its ends,
 * the name of a file may have them. Of several with that name, one that is here (`isHere`) goes first.
 */
export function attachmentOf<T extends { readonly name: string }>(
  attachments: readonly T[],
  answer: string,
  isHere: (attachment: T) => boolean,
): T | undefined {
  let found = attachments.filter(({ name }) => name === answer);
  if (found.length === 0) found = attachments.filter(({ name }) => trimXml(name) === trimXml(answer));
  return found.find(isHere) ?? found[0];
}
