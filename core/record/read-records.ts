import type { XmlElement } from '../ground/xml/xml.ts';
import type { FormShape } from '../model/form.ts';
import type { SubmissionRecord } from '../model/record.ts';

interface GrowingRecord {
  readonly path: string;
  readonly key: string;
  readonly parentKey: string | null;
  readonly ordinal: number;
  readonly values: Record<string, string>;
  readonly repeats: Record<string, number>;
}

/**
 * Reads a submission's XML into records, one for the submission and one per repeat instance, in document
 * order.
 *
 * Takes the submission's root element, its instance ID (the root of all keys) and the repeats of the form:
 * `shape` comes from the form definition, and is null when there is none. Without a definition, or with that
 * of another version, an element that occurs more than once in its parent counts as a repeat. Elements that
 * the form does not name are kept too.
 */
export function readRecords(
  root: XmlElement,
  instanceId: string,
  shape: FormShape | null,
): SubmissionRecord[] {
  const repeats = new Set(shape?.repeats);
  const isGuess = shape === null || shape.isGuess === true;
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
      if (repeats.has(childPath) || (isGuess && many)) {
        if (isBareTemplate(child)) continue;
        // Rows are counted per record, not per parent, so that a group that occurs twice never gives a key
        // twice.
        const nth = countRow(record.repeats, childPath);
        const row = open(childPath, `${record.key}/${child.local}[${nth}]`, record.key);
        take(child, childPath, row);
        walk(child, childPath, childPath, row);
        continue;
      }
      let name = child.local;
      if (many) {
        seen ??= new Map();
        const nth = (seen.get(name) ?? 0) + 1;
        seen.set(name, nth);
        if (nth > 1) name = `${name}[${nth}]`;
      }
      const childWritten = written === '' ? name : `${written}/${name}`;
      take(child, childWritten, record);
      walk(child, childPath, childWritten, record);
    }
  };

  const main = open('', instanceId, null);
  walk(root, '', '', main);
  return records;
}

/**
 * Adds the text and attributes of an element itself. White space between the children of a group is not an
 * answer.
 */
function take(element: XmlElement, written: string, record: GrowingRecord): void {
  for (const { local, ns, value } of element.attributes) {
    if (ns === JAVAROSA) continue;
    let name = `${written}/@${local}`;
    // Two attributes may differ only by their namespaces.
    for (let n = 2; Object.hasOwn(record.values, name); n += 1) name = `${written}/@${local}[${n}]`;
    record.values[name] = value;
  }
  const isAnswer = element.children.length === 0 && record.path !== written;
  if (isAnswer || element.text.trim() !== '') put(record.values, written, element.text);
}

const JAVAROSA = 'http://openrosa.org/javarosa';

/** Whether an element is the template of a repeat's rows. A template that holds answers is a row. */
function isBareTemplate(element: XmlElement): boolean {
  const isTemplate = element.attributes.some((a) => a.ns === JAVAROSA && a.local === 'template');
  return isTemplate && !holdsText(element);
}

function holdsText(element: XmlElement): boolean {
  return element.text.trim() !== '' || element.children.some(holdsText);
}

/**
 * Counts one more row of a repeat. Returns the new count. A path such as `constructor`, which every object
 * inherits, counts from 0 too.
 */
function countRow(repeats: Record<string, number>, path: string): number {
  const count = Object.hasOwn(repeats, path) ? (repeats[path] ?? 0) + 1 : 1;
  put(repeats, path, count);
  return count;
}

/** Sets an entry. XML allows the name `__proto__`: a plain assignment to it would be lost. */
function put<V>(entries: Record<string, V>, key: string, value: V): void {
  if (key === '__proto__') {
    Object.defineProperty(entries, key, { value, enumerable: true, configurable: true, writable: true });
  } else entries[key] = value;
}

function countTags(elements: readonly XmlElement[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { local } of elements) counts.set(local, (counts.get(local) ?? 0) + 1);
  return counts;
}
