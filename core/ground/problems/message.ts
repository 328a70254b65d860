import { IntlMessageFormat } from 'intl-messageformat';
import type { ProblemParam } from './spec.ts';

type Element = ReturnType<IntlMessageFormat['getAst']>[number];

/** The kinds of element in a parsed message, as the parser numbers them. */
const LITERAL = 0;
const SELECT = 5;
const PLURAL = 6;
const POUND = 7;

interface Message {
  readonly format: IntlMessageFormat;
  /** The values for details that are absent, as in a problem of an older Attaché, or not known. */
  readonly blanks: Readonly<Record<string, string | number>>;
}

const messages = new Map<string, Message>();

/**
 * Fills an English ICU message with its values. Takes the message, in which `<` is an ordinary sign, and the
 * details of a problem. A detail that is absent or null is left out, counts as 0, or chooses `other`. Throws
 * on an invalid message.
 */
export function written(text: string, params: Readonly<Record<string, ProblemParam | undefined>>): string {
  const { format, blanks } = messageOf(text);
  const known = Object.entries(params).filter(([, value]) => value !== null && value !== undefined);
  return String(format.format({ ...blanks, ...Object.fromEntries(known) }));
}

/**
 * A message for the docs: each value is shown as its name in ‹›, and of several wordings the general one is
 * taken.
 */
export function withNames(text: string): string {
  return named(messageOf(text).format.getAst(), '');
}

/** The names of the values that a message takes. */
export function namesIn(text: string): string[] {
  return Object.keys(messageOf(text).blanks);
}

function messageOf(text: string): Message {
  const known = messages.get(text);
  if (known !== undefined) return known;
  const format = new IntlMessageFormat(text, 'en', undefined, { ignoreTag: true });
  const message = { format, blanks: Object.fromEntries(blanksOf(format.getAst())) };
  messages.set(text, message);
  return message;
}

function blanksOf(elements: readonly Element[]): [string, string | number][] {
  return elements.flatMap((element): [string, string | number][] => {
    if (element.type === LITERAL || element.type === POUND) return [];
    if (element.type !== PLURAL && element.type !== SELECT) return [[element.value, '']];
    const within = Object.values(element.options).flatMap(({ value }) => blanksOf(value));
    return [...within, [element.value, element.type === PLURAL ? 0 : '']];
  });
}

function named(elements: readonly Element[], counted: string): string {
  const parts = elements.map((element) => {
    if (element.type === LITERAL) return element.value;
    if (element.type === POUND) return `‹${counted}›`;
    if (element.type !== PLURAL && element.type !== SELECT) return `‹${element.value}›`;
    return named(element.options.other?.value ?? [], element.value);
  });
  return parts.join('');
}
