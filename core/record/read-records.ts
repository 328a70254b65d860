import type { FormShape } from '../xform/model.ts';
import type { XmlElement } from '../xml/xml.ts';
import type { SubmissionRecord } from './record.ts';

interface GrowingRecord {
  readonly path: string;
  readonly key: string;
  readonly parentKey: string | null;
  readonly ordinal: number;
  readonly values: Record<string, string>;
  readonly repeats: Record<string, number>;
}

/**
 * Reads a submission's XML into records, one for the submission and one per repeat instance, in document order.
 *
 * Takes the submission's root element, its instance ID (the root of all keys) and which elements repeat: `shape`
 * from the form definition, or null when none is at hand; then an element that stands more than once beside itself
 * counts as a repeat. Nothing in the XML is left out because the form does not name it.
 */
export function readRecords(
  root: XmlElement,
  instanceId: string,
  shape: FormShape | null,
): SubmissionRecord[] {
  const repeats = shape === null ? null : new Set(shape.repeats);
  const records: GrowingRecord[] = [];

  const open = (path: string, key: string, parentKey: string | null): GrowingRecord => {
    const record = { path, key, parentKey, ordinal: records.length, values: {}, repeats: {} };
    records.push(record);
    return record;
  };

  const walk = (element: XmlElement, path: string, written: string, record: GrowingRecord): void => {
    const below = element.children;
    const tags = below.length > 1 ? countTags(below) : null;
    let seen: Map<string, number> | null = null;
    for (const child of below) {
      const childPath = path === '' ? child.local : `${path}/${child.local}`;
      const many = tags !== null && (tags.get(child.local) ?? 0) > 1;
      let nth = 1;
      if (many) {
        seen ??= new Map();
        nth = (seen.get(child.local) ?? 0) + 1;
        seen.set(child.local, nth);
      }
      const isRepeat = repeats === null ? many : repeats.has(childPath);
      if (isRepeat) {
        if (isTemplate(child)) continue;
        record.repeats[childPath] = (record.repeats[childPath] ?? 0) + 1;
        const row = open(childPath, `${record.key}/${child.local}[${nth}]`, record.key);
        take(child, childPath, row);
        walk(child, childPath, childPath, row);
        continue;
      }
      const name = nth === 1 ? child.local : `${child.local}[${nth}]`;
      const childWritten = written === '' ? name : `${written}/${name}`;
      take(child, childWritten, record);
      walk(child, childPath, childWritten, record);
    }
  };

  const main = open('', instanceId, null);
  walk(root, '', '', main);
  return records;
}

/** An element's own text and attributes. A group's white space between its children is no answer. */
function take(element: XmlElement, written: string, record: GrowingRecord): void {
  for (const { local, ns, value } of element.attributes) {
    if (ns === JAVAROSA) continue;
    record.values[`${written}/@${local}`] = value;
  }
  const isAnswer = element.children.length === 0 && record.path !== written;
  if (isAnswer || element.text.trim() !== '') record.values[written] = element.text;
}

const JAVAROSA = 'http://openrosa.org/javarosa';

function isTemplate(element: XmlElement): boolean {
  return element.attributes.some((a) => a.ns === JAVAROSA && a.local === 'template');
}

function countTags(elements: readonly XmlElement[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { local } of elements) counts.set(local, (counts.get(local) ?? 0) + 1);
  return counts;
}
