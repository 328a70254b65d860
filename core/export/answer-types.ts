import type { FieldType, FormField } from '../model/form.ts';
import { AnswerSplitter } from '../xform/answer-splitter.ts';
import { choicesOf } from '../xform/question-choices.ts';
import { placeParts } from './geo/place-parts.ts';
import { NUMBER } from './number-pattern.ts';
import { remembered } from './remembered.ts';

const POINT = `${NUMBER}(?:[ \\t]+${NUMBER}){1,3}`;
const SHAPES: Partial<Readonly<Record<FieldType, RegExp>>> = {
  int: /^[+-]?\d+$/,
  decimal: new RegExp(`^${NUMBER}$`),
  boolean: /^(?:true|false|1|0)$/i,
  geopoint: new RegExp(`^${POINT}$`),
  geotrace: new RegExp(`^${POINT}(?:\\s*;\\s*${POINT})*\\s*;?$`),
  geoshape: new RegExp(`^${POINT}(?:\\s*;\\s*${POINT})*\\s*;?$`),
};

/**
 * True when a trimmed answer has the type of its column. Takes the type that the submission's own form
 * version asked for.
 */
export type TypeTest = (answer: string, own: FieldType | null) => boolean;

/**
 * Returns the test for a question's answers. An answer may have another type, because an older version of the
 * form may have asked for another type. Dates have a separate test, and attachments are known by their names.
 */
export function typeTest(field: FormField): TypeTest {
  const shape = SHAPES[field.type];
  if (field.type === 'geopoint') return isPoint;
  if (shape !== undefined) return (answer) => shape.test(answer);
  const choices = choicesOf(field);
  if (choices === null) return () => true;
  const splitter = new AnswerSplitter(choices.map(({ value }) => value));
  switch (field.type) {
    case 'select':
    case 'rank':
      return byType((own) =>
        remembered((answer) => {
          if (own === 'select1') return splitter.one(answer) !== null || splitter.isWhole(answer);
          if (own !== null && !isSelect(own)) return splitter.isWhole(answer);
          const values = splitter.split(answer);
          return values === null || splitter.isAny(values);
        }),
      );
    case 'select1':
      return (answer, own) => own === null || own === 'select1' || splitter.one(answer) !== null;
    default:
      return () => true;
  }
}

/** Makes the test of each type when it is needed. */
function byType(make: (own: FieldType | null) => (answer: string) => boolean): TypeTest {
  const made = new Map<FieldType | null, (answer: string) => boolean>();
  return (answer, own) => {
    const test = made.get(own) ?? make(own);
    made.set(own, test);
    return test(answer);
  };
}

function isSelect(type: FieldType): boolean {
  return type === 'select' || type === 'rank';
}

/**
 * Two numbers need not be a place. If the submission's own version did not ask for a place, the answer must
 * be a complete one.
 */
function isPoint(answer: string, own: FieldType | null): boolean {
  if (SHAPES.geopoint?.test(answer) !== true) return false;
  if (own === null || own === 'geopoint') return true;
  const parts = placeParts(answer).map(Number);
  return parts.length === 4 && Math.abs(parts[0] ?? 91) <= 90 && Math.abs(parts[1] ?? 181) <= 180;
}
