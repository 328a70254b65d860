import type { FieldType, FormField } from '../model/form.ts';
import { AnswerSplitter } from '../xform/answer-splitter.ts';
import { choicesOf } from '../xform/question-choices.ts';

const NUMBER = '[+-]?(?:\\d+(?:\\.\\d*)?|\\.\\d+)(?:[eE][+-]?\\d+)?';
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
      return (answer, own) => {
        if (own === 'select1') return splitter.one(answer) !== null || splitter.isWhole(answer);
        const values = splitter.split(answer);
        return own === null || isSelect(own)
          ? values === null || splitter.isAny(values)
          : splitter.isWhole(answer);
      };
    case 'select1':
      return (answer, own) => own === null || own === 'select1' || splitter.one(answer) !== null;
    default:
      return () => true;
  }
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
  const parts = answer.split(/[ \t]+/).map(Number);
  return parts.length === 4 && Math.abs(parts[0] ?? 91) <= 90 && Math.abs(parts[1] ?? 181) <= 180;
}
