import { trimXml } from '../ground/xml/xml.ts';

/**
 * The attachment that an answer names; undefined when there is none. Compares the exact names first, then the
 * names without spaces at their ends: an answer never has those, a file name may. When several match, prefers
 * one that is here (`isHere`).
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
