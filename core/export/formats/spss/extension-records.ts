import type { Attribute, Measure } from './dictionary.ts';
import type { PlacedDictionary, PlacedVariable } from './placed.ts';
import { RecordBytes } from './record-bytes.ts';
import { ELEMENT, hasShortValues, SEGMENT } from './segments.ts';

const EXTENSION = 7;

const MACHINE = 3;
const NUMBERS = 4;
const SETS = 7;
const SHOWN = 11;
const LONG_NAMES = 13;
const LONG_TEXTS = 14;
const CASES = 16;
const FILE_ATTRIBUTES = 17;
const VARIABLE_ATTRIBUTES = 18;
const ENCODING = 20;
const LONG_LABELS = 21;
const LONG_MISSING = 22;

/** The version of the program, an unknown machine, IEEE numbers, bytecode, little-endian, UTF-8. */
const MACHINE_FACTS = [20, 0, 0, -1, 1, 1, 2, 65_001];

/** What a number without a value is in the file. */
export const NO_NUMBER = -Number.MAX_VALUE;
const HIGHEST = Number.MAX_VALUE;
/** The number after `NO_NUMBER`. */
const LOWEST = -1.797_693_134_862_315_5e308;

const MEASURES: Readonly<Record<Measure, number>> = { nominal: 1, ordinal: 2, scale: 3 };
const LEFT = 0;
const RIGHT = 1;

/** Adds the records that say what the old ones cannot. Records without content are left out. */
export function addExtensions(bytes: RecordBytes, dictionary: PlacedDictionary): void {
  const { variables, attributes, cases } = dictionary;
  add(bytes, MACHINE, 4, (record) => record.int(...MACHINE_FACTS));
  add(bytes, NUMBERS, 8, (record) => record.double(NO_NUMBER).double(HIGHEST).double(LOWEST));
  add(bytes, SETS, 1, (record) => record.text(setsOf(dictionary)));
  add(bytes, SHOWN, 4, (record) => {
    for (const variable of variables) {
      const side = variable.width === 0 ? RIGHT : LEFT;
      for (const _ of variable.segments) {
        record.int(MEASURES[variable.measure], variable.columnWidth, side);
      }
    }
  });
  add(bytes, LONG_NAMES, 1, (record) =>
    record.text(variables.map(({ name, segments: [{ shortName }] }) => `${shortName}=${name}`).join('\t')),
  );
  add(bytes, LONG_TEXTS, 1, (record) => {
    for (const { width, segments } of variables) {
      if (width <= SEGMENT) continue;
      record.text(`${segments[0].shortName}=${String(width).padStart(5, '0')}\0\t`);
    }
  });
  add(bytes, CASES, 8, (record) => record.long(1).long(cases));
  add(bytes, FILE_ATTRIBUTES, 1, (record) => addAttributes(record, attributes));
  add(bytes, VARIABLE_ATTRIBUTES, 1, (record) => {
    for (const { name, attributes: own } of variables) {
      if (own.length === 0) continue;
      record.text(`${record.length === 0 ? '' : '/'}${name}:`);
      addAttributes(record, own);
    }
  });
  add(bytes, ENCODING, 1, (record) => record.text('UTF-8'));
  const long = variables.filter((variable) => !hasShortValues(variable));
  add(bytes, LONG_LABELS, 1, (record) => {
    for (const variable of long) addLongLabels(record, variable);
  });
  add(bytes, LONG_MISSING, 1, (record) => {
    for (const variable of long) addLongMissing(record, variable);
  });
}

function add(bytes: RecordBytes, subtype: number, size: number, fill: (record: RecordBytes) => void): void {
  const record = new RecordBytes();
  fill(record);
  if (record.length === 0) return;
  bytes.int(EXTENSION, subtype, size, record.length / size).add(record.bytes());
}

/** Sets name their variables by the short names, in small letters. */
function setsOf({ sets, variables }: PlacedDictionary): string {
  const short = new Map(
    variables.map(({ name, segments: [{ shortName }] }) => [name, shortName.toLowerCase()]),
  );
  return sets
    .map(({ name, label, variables: own }) => {
      const names = own.map((one) => short.get(one) ?? '').join(' ');
      return `$${name}=D1 1 ${Buffer.byteLength(label)} ${label} ${names}\n`;
    })
    .join('');
}

/** A value ends at the end of a line, so it has only one. */
function addAttributes(record: RecordBytes, attributes: readonly Attribute[]): void {
  for (const { name, values } of attributes) {
    record.text(`${name}(`);
    for (const value of values) record.text(`'${value.replace(/\r\n|[\r\n\0]/g, ' ')}'\n`);
    record.text(')');
  }
}

function addLongLabels(record: RecordBytes, { name, width, labels }: PlacedVariable): void {
  if (labels === null || labels.length === 0) return;
  addName(record, name);
  record.int(width, labels.length);
  for (const { value, label } of labels) {
    record.int(width).field(String(value), width);
    record.int(Buffer.byteLength(label)).text(label);
  }
}

/** Readers disagree on where the length stands when there are several values, so there is at most one. */
function addLongMissing(record: RecordBytes, { name, missing }: PlacedVariable): void {
  const [value, ...others] = missing;
  if (value === undefined) return;
  if (others.length > 0) throw new Error('a long text has at most one missing value');
  addName(record, name);
  record.byte(1).int(ELEMENT).field(String(value), ELEMENT);
}

function addName(record: RecordBytes, name: string): void {
  record.int(Buffer.byteLength(name)).text(name);
}
