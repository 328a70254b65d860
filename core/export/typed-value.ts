import { type Clock, type DateTime, type Day, parseDate, parseDateTime, parseTime } from '../ground/dates.ts';
import { trimXml } from '../ground/xml/xml.ts';
import type { FormField } from '../model/form.ts';
import { AnswerSplitter } from '../xform/answer-splitter.ts';
import { choicesOf } from '../xform/question-choices.ts';
import { NUMBER } from './number-pattern.ts';

/** A place as written: degrees, then metres. The metres may be missing. */
export interface Point {
  readonly latitude: number;
  readonly longitude: number;
  readonly altitude: number | null;
  readonly accuracy: number | null;
}

/**
 * An answer by the type of its question. `other` is a text that does not have that type; it is written
 * unchanged.
 */
export type TypedValue =
  | { readonly kind: 'none' }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'number'; readonly number: number }
  | { readonly kind: 'boolean'; readonly isTrue: boolean }
  | { readonly kind: 'date'; readonly day: Day }
  | { readonly kind: 'time'; readonly time: Clock & { readonly offset: number | null } }
  | { readonly kind: 'dateTime'; readonly at: DateTime }
  | { readonly kind: 'points'; readonly points: readonly Point[] }
  | { readonly kind: 'choices'; readonly values: readonly string[] }
  | { readonly kind: 'file'; readonly name: string }
  | { readonly kind: 'other'; readonly text: string };

/** Reads an answer exactly as it was written. */
export type ValueReader = (written: string) => TypedValue;

const NONE: TypedValue = { kind: 'none' };

/** Returns the reader for a question's answers. It is made once for many answers. */
export function valueReader(field: FormField): ValueReader {
  const read = readerOf(field);
  return (written) => {
    const text = trimXml(written);
    if (text === '') return NONE;
    return read(text, written) ?? { kind: 'other', text };
  };
}

/**
 * Takes the trimmed answer, which is not empty, and the answer as written. Returns null when the answer does
 * not have the type.
 */
type Reader = (text: string, written: string) => TypedValue | null;

function readerOf(field: FormField): Reader {
  switch (field.type) {
    case 'int':
      return (text) => (/^[+-]?\d+$/.test(text) ? exact(Number(text)) : null);
    case 'decimal':
      return (text) => numberOf(text);
    case 'boolean':
      return booleanOf;
    case 'date':
      return (text) => made(parseDate(text), (day) => ({ kind: 'date', day }));
    case 'time':
      return (text) => made(parseTime(text), (time) => ({ kind: 'time', time }));
    case 'dateTime':
      return (text) => made(parseDateTime(text), (at) => ({ kind: 'dateTime', at }));
    case 'geopoint':
      return (text) => made(readPoint(text), (point) => ({ kind: 'points', points: [point] }));
    case 'geotrace':
    case 'geoshape':
      return (text) => made(readPoints(text), (points) => ({ kind: 'points', points }));
    case 'binary':
      return (text) => ({ kind: 'file', name: text });
    case 'select1':
    case 'select':
    case 'rank':
      return choiceReader(field);
    case 'string':
    case 'barcode':
      return (_text, written) => ({ kind: 'text', text: written });
  }
}

/**
 * When the choices are not known, the values of a select-multiple cannot be told apart. Of a select-one the
 * answer is the value.
 */
function choiceReader(field: FormField): Reader {
  const splitter = new AnswerSplitter(choicesOf(field)?.map(({ value }) => value) ?? []);
  if (field.type === 'select1') return (text) => ({ kind: 'choices', values: [splitter.one(text) ?? text] });
  return (text) => made(splitter.split(text), (values) => ({ kind: 'choices', values }));
}

function made<T>(found: T | null, make: (found: T) => TypedValue): TypedValue | null {
  return found === null ? null : make(found);
}

const PLAIN_NUMBER = new RegExp(`^${NUMBER}$`);
const NEXT = `[ \\t]+(${NUMBER})`;
const POINT = new RegExp(`^(${NUMBER})${NEXT}(?:${NEXT}(?:${NEXT})?)?$`);

function numberOf(text: string): TypedValue | null {
  const number = Number(text);
  return PLAIN_NUMBER.test(text) && Number.isFinite(number) ? { kind: 'number', number } : null;
}

/** Returns null for a whole number that a double cannot hold exactly. */
function exact(number: number): TypedValue | null {
  return Number.isSafeInteger(number) ? { kind: 'number', number } : null;
}

function booleanOf(text: string): TypedValue | null {
  if (!/^(?:true|false|1|0)$/i.test(text)) return null;
  return { kind: 'boolean', isTrue: text === '1' || text.toLowerCase() === 'true' };
}

/** Reads a place. Takes the trimmed text. Returns null for anything else. */
export function readPoint(text: string): Point | null {
  const match = POINT.exec(text);
  if (match === null) return null;
  const [, latitude, longitude, altitude, accuracy] = match;
  return {
    latitude: Number(latitude),
    longitude: Number(longitude),
    altitude: altitude === undefined ? null : Number(altitude),
    accuracy: accuracy === undefined ? null : Number(accuracy),
  };
}

/**
 * Reads a line or an area: points with semicolons between them. A semicolon after the last point is allowed.
 * Takes the trimmed text. Returns null for anything else.
 */
export function readPoints(text: string): readonly Point[] | null {
  const points = text
    .replace(/\s*;\s*$/, '')
    .split(/\s*;\s*/)
    .map(readPoint);
  return points.every((point) => point !== null) ? points : null;
}
