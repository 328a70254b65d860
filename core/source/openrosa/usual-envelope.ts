import { readUsual } from '../../ground/xml/usual-tree.ts';
import { trimXml, type XmlElement } from '../../ground/xml/xml.ts';
import { type ListedFile, listedFile } from './listed-file.ts';

const OPEN = /<data(?:[ \t\n][^<>]*)?>/;
const CLOSE = '</data>';

/**
 * Takes the submission and the files out of an envelope as most servers write it, without the parser. The submission is a
 * whole document of its own, and so is the envelope without it: then the two together are read in no other way. Null for
 * any other envelope.
 */
export function readUsualEnvelope(
  text: string,
): { readonly submission: string; readonly files: readonly ListedFile[] } | null {
  const open = OPEN.exec(text);
  const end = text.lastIndexOf(CLOSE);
  if (open === null || end < open.index) return null;
  const start = open.index + open[0].length;
  const files = filesIn(readUsual(text.slice(0, start) + text.slice(end)));
  const submission = trimXml(text.slice(start, end));
  // A declaration may begin a document, and may not stand in one.
  if (files === null || submission.startsWith('<?') || readUsual(submission) === null) return null;
  return { submission, files };
}

/** The files of an envelope whose first element is an empty `data`; null for any other, or one with other elements. */
function filesIn(envelope: XmlElement | null): readonly ListedFile[] | null {
  const [data, ...others] = envelope?.children ?? [];
  if (data?.local !== 'data' || data.children.length > 0 || trimXml(data.text) !== '') return null;
  const files: ListedFile[] = [];
  for (const { local, children } of others) {
    if (local !== 'mediaFile' || children.some((child) => child.children.length > 0)) return null;
    files.push(listedFile(new Map(children.map((child) => [child.local, trimXml(child.text)]))));
  }
  return files;
}
