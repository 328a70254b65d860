import { four, parseDate, parseDateTime, two } from '../../ground/dates.ts';
import { trimXml } from '../../ground/xml/xml.ts';
import type { FormField } from '../../model/form.ts';
import type { Pseudonyms } from './pseudonyms.ts';
import { DEFAULT_BAND, DEFAULT_GRID, type Treatment } from './rules.ts';

/** Returns what stands in the place of an answer; null when the treatment does not fit it. */
export type Treat = (answer: string) => string | null;

/** Returns the function that treats the answers of a question. Takes answers as they were written. */
export function treatOf({ do: name, size }: Treatment, pseudonyms: Pseudonyms): Treat {
  switch (name) {
    case 'keep':
      return (answer) => answer;
    case 'leave-out':
    case 'blank':
      return () => '';
    case 'pseudonymise':
      return trimmed((answer) => pseudonyms.of(answer));
    case 'month':
    case 'year':
      return trimmed((answer) => cutDate(answer, name));
    case 'grid':
      return trimmed((answer) => onGrid(answer, size ?? DEFAULT_GRID));
    case 'band':
      return trimmed((answer) => inBand(answer, size ?? DEFAULT_BAND));
  }
}

/** The type of a question after its treatment, as far as it changes. */
export function treatedField({ do: name }: Treatment, field: FormField): FormField {
  const plain = { ...field, choices: null, mediaType: null, bindType: 'string', type: 'string' } as const;
  switch (name) {
    case 'pseudonymise':
    case 'month':
    case 'band':
    case 'blank':
      return withoutMore(plain);
    case 'year':
      return withoutMore({ ...plain, type: 'int', bindType: 'int' });
    case 'grid':
      return withoutMore({ ...plain, type: 'geopoint', bindType: 'geopoint' });
    default:
      return field;
  }
}

/** A constraint may tell what the answers were. */
function withoutMore({
  unansweredChoices: _unanswered,
  fromFile: _file,
  listName: _list,
  constraint: _constraint,
  constraintMessage: _message,
  ...field
}: FormField): FormField {
  return field;
}

function trimmed(treat: Treat): Treat {
  return (answer) => {
    const text = trimXml(answer);
    return text === '' ? '' : treat(text);
  };
}

/** `2024-05`, or `2024`. Takes a date or a date-time. */
export function cutDate(answer: string, to: 'month' | 'year'): string | null {
  const day = parseDate(answer) ?? parseDateTime(answer);
  if (day === null) return null;
  return to === 'year' ? four(day.year) : `${four(day.year)}-${two(day.month)}`;
}

/** The middle of the square in which the first point of a place lies, without altitude and accuracy. */
function onGrid(answer: string, size: number): string | null {
  const [latitude, longitude] = answer.split(/[ \t;]+/).map(Number);
  if (!isWithin(latitude, 90) || !isWithin(longitude, 180)) return null;
  // As many decimals as tell two squares apart.
  const decimals = Math.max(1, Math.ceil(-Math.log10(size)) + 2);
  const middle = (degrees: number, most: number): string =>
    Math.min(most, Math.max(-most, (Math.floor(degrees / size) + 0.5) * size)).toFixed(decimals);
  return `${middle(latitude, 90)} ${middle(longitude, 180)}`;
}

function isWithin(degrees: number | undefined, most: number): degrees is number {
  return degrees !== undefined && Math.abs(degrees) <= most;
}

/** `30-34` for a whole number in a band of whole numbers, else `30 to <32.5`. */
function inBand(answer: string, size: number): string | null {
  const number = /^[+-]?(?:\d+\.?\d*|\.\d+)$/.test(answer) ? Number(answer) : Number.NaN;
  if (!Number.isFinite(number)) return null;
  const least = Math.floor(number / size) * size;
  if (!Number.isSafeInteger(least) || !Number.isInteger(size)) {
    return `${rounded(least)} to <${rounded(least + size)}`;
  }
  return Number.isInteger(number) && least >= 0
    ? `${least}-${least + size - 1}`
    : `${least} to <${least + size}`;
}

function rounded(number: number): string {
  return String(Number(number.toPrecision(12)));
}
