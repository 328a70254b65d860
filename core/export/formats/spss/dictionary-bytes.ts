import { BIAS } from './case-bytes.ts';
import type { Dictionary, Display } from './dictionary.ts';
import { addExtensions } from './extension-records.ts';
import { caseElements, type PlacedDictionary, type PlacedVariable, placed, sharedLabels } from './placed.ts';
import { RecordBytes } from './record-bytes.ts';
import { ELEMENT, hasShortValues, SEGMENT } from './segments.ts';

const VARIABLE = 2;
const LABELS = 3;
const LABELLED = 4;
const DOCUMENT = 6;
const END = 999;

/** The layout of the file, by which readers know the order of the bytes. */
const LAYOUT = 2;
const BYTECODE = 1;
const LINE = 80;
/** The format of a record that only continues a text. Nobody reads it. */
const CONTINUED = 0x01_1d_01;
/** More cases cannot be counted in the header. */
const MOST_COUNTED = 2 ** 31 - 1;

/**
 * Returns the bytes of an SPSS file before its cases: compressed by bytecode, in UTF-8. Takes the dictionary.
 */
export function dictionaryBytes(dictionary: Dictionary): Buffer {
  const whole: PlacedDictionary = { ...dictionary, variables: placed(dictionary.variables) };
  const { variables } = whole;
  const bytes = new RecordBytes();
  addHeader(bytes, whole);
  for (const variable of variables) addVariable(bytes, variable);
  for (const { labels, variables: labelled } of sharedLabels(variables.filter(hasShortValues))) {
    bytes.int(LABELS, labels.length);
    for (const { value, label } of labels) {
      addValue(bytes, value);
      const length = Buffer.byteLength(label);
      bytes
        .byte(length)
        .text(label)
        .fill(-(1 + length) & (ELEMENT - 1));
    }
    bytes.int(LABELLED, labelled.length);
    for (const { index } of labelled) bytes.int(index);
  }
  if (whole.document.length > 0) {
    bytes.int(DOCUMENT, whole.document.length);
    for (const line of whole.document) bytes.field(line, LINE);
  }
  addExtensions(bytes, whole);
  return bytes.int(END, 0).bytes();
}

function addHeader(
  bytes: RecordBytes,
  { label, product, created, variables, cases }: PlacedDictionary,
): void {
  bytes.text('$FL2').field(`@(#) SPSS DATA FILE ${product}`, 60);
  bytes.int(LAYOUT, caseElements(variables), BYTECODE, 0, cases > MOST_COUNTED ? -1 : cases);
  bytes.double(BIAS).field(created.day, 9).field(created.time, 8).field(label, 64).fill(3, 0);
}

function addVariable(bytes: RecordBytes, variable: PlacedVariable): void {
  for (const [i, { shortName, width, elements }] of variable.segments.entries()) {
    const isFirst = i === 0;
    const missing = isFirst && hasShortValues(variable) ? variable.missing : [];
    const display = displayCode(width === 0 ? variable.display : { ...variable.display, width });
    const hasLabel = isFirst && variable.label !== '';
    bytes.int(VARIABLE, width, hasLabel ? 1 : 0, missing.length, display, display).field(shortName, 8);
    if (hasLabel) {
      const length = Buffer.byteLength(variable.label);
      bytes
        .int(length)
        .text(variable.label)
        .fill(-length & 3);
    }
    for (const value of missing) addValue(bytes, value);
    for (let n = 1; n < elements; n += 1) {
      bytes.int(VARIABLE, -1, 0, 0, CONTINUED, CONTINUED).fill(ELEMENT);
    }
  }
}

function addValue(bytes: RecordBytes, value: number | string): void {
  if (typeof value === 'number') bytes.double(value);
  else bytes.field(value, ELEMENT);
}

function displayCode({ type, width, decimals }: Display): number {
  return (type << 16) | (Math.min(width, SEGMENT) << 8) | decimals;
}
