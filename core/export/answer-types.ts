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

/** Says whether a trimmed answer is of the type of its column. Takes the type that its own form version asked for. */
export type TypeTest = (answer: string, own: FieldType | null) => boolean;

/**
 * The test for a question's answers. An answer may be of another type, because the question had another in an older
 * version of the form; dates have a test of their own, and attachments are known by their names.
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

/** A text of two numbers need not be a place: where the question asked for no place, it has to be a whole one. */
function isPoint(answer: string, own: FieldType | null): boolean {
  if (SHAPES.geopoint?.test(answer) !== true) return false;
  if (own === null || own === 'geopoint') return true;
  const parts = answer.split(/[ \t]+/).map(Number);
  return parts.length === 4 && Math.abs(parts[0] ?? 91) <= 90 && Math.abs(parts[1] ?? 181) <= 180;
}
