import { childOf, textOf, type XmlElement } from '../ground/xml/xml.ts';
import { type Token, tokensOf } from './filter-tokens.ts';

/** Undefined is a value that is not known here. A filter that depends on it alone hides nothing. */
type Value = string | number | boolean | undefined;
type Expression = (item: XmlElement) => Value;

const DEEPEST = 50;

/**
 * Returns a function that tells whether a choice is visible while no question has an answer
 * (`briefcase-csv` §10). Briefcase lists these choices for an itemset with a filter. Takes the filter, and
 * `answer`, which returns the text that the form itself puts into the question of a reference ('' for most).
 * Understands comparisons of texts, numbers, the item's columns and answers, `and`, `or`, `not()`,
 * `selected()`. An expression that it does not understand hides nothing. Runs no code of the form.
 */
export function choiceFilter(
  filter: string,
  answer: (reference: string) => string,
): (item: XmlElement) => boolean {
  const tokens = tokensOf(filter);
  const expression = tokens === null ? null : new FilterReader(tokens, answer).read();
  return (item) => {
    const value = expression?.(item);
    // As in XPath, a filter that gives a number means a position in the list. It hides nothing here.
    return typeof value === 'number' || asBoolean(value) !== false;
  };
}

/** Reads tokens into one function, or null when they are not an expression that we know. */
class FilterReader {
  readonly #tokens: readonly Token[];
  readonly #answer: (reference: string) => string;
  #next = 0;

  constructor(tokens: readonly Token[], answer: (reference: string) => string) {
    this.#tokens = tokens;
    this.#answer = answer;
  }

  read(): Expression | null {
    const expression = this.#any(0);
    return this.#next === this.#tokens.length ? expression : null;
  }

  #takes(kind: Token['kind'], value: string): boolean {
    const token = this.#tokens[this.#next];
    if (token?.kind !== kind || token.value !== value) return false;
    this.#next += 1;
    return true;
  }

  #any(depth: number): Expression | null {
    const parts = this.#list('or', () => this.#all(depth));
    return parts && ((item) => either(parts, item, true));
  }

  #all(depth: number): Expression | null {
    const parts = this.#list('and', () => this.#comparison(depth));
    return parts && ((item) => either(parts, item, false));
  }

  /** One or more parts with the word between them. The tokens have the word as a path. */
  #list(word: string, part: () => Expression | null): Expression[] | null {
    const parts: Expression[] = [];
    do {
      const next = part();
      if (next === null) return null;
      parts.push(next);
    } while (this.#takes('path', word));
    return parts;
  }

  #comparison(depth: number): Expression | null {
    const left = this.#single(depth);
    const token = this.#tokens[this.#next];
    if (left === null || token?.kind !== 'sign' || !SIGNS.has(token.value)) return left;
    this.#next += 1;
    const right = this.#single(depth);
    return right && ((item) => compare(left(item), token.value, right(item)));
  }

  #single(depth: number): Expression | null {
    const token = this.#tokens[this.#next];
    if (token === undefined || depth > DEEPEST) return null;
    this.#next += 1;
    if (token.kind === 'text' || token.kind === 'number') return () => token.value;
    if (token.kind === 'path') return this.#path(token.value);
    if (token.kind === 'call') return this.#call(token.value.trim(), depth + 1);
    if (token.value !== '(') return null;
    const inner = this.#any(depth + 1);
    return this.#takes('sign', ')') ? inner : null;
  }

  #path(reference: string): Expression {
    if (/^(\/|\.\.|current\(\))/.test(reference)) {
      const value = this.#answer(reference);
      return () => value;
    }
    const steps = reference.split('/').filter((step) => step !== '.');
    return (item) => {
      let element: XmlElement | null = item;
      for (const step of steps) element = element && childOf(element, step.slice(step.indexOf(':') + 1));
      return textOf(element) ?? '';
    };
  }

  #call(name: string, depth: number): Expression | null {
    const parts: Expression[] = [];
    while (!this.#takes('sign', ')')) {
      if (parts.length > 0 && !this.#takes('sign', ',')) return null;
      const part = this.#any(depth);
      if (part === null) return null;
      parts.push(part);
    }
    const [first, second] = parts;
    if (name === 'true' && parts.length === 0) return () => true;
    if (name === 'false' && parts.length === 0) return () => false;
    if (name === 'not' && first !== undefined && parts.length === 1) return (item) => opposite(first(item));
    if (/^(selected|is-selected)$/.test(name) && first !== undefined && second !== undefined) {
      return (item) => isSelected(first(item), second(item));
    }
    return () => undefined;
  }
}

const SIGNS = new Set(['=', '!=', '<', '<=', '>', '>=']);

/**
 * `or` when `wanted` is true, `and` when it is false. One part with the wanted value decides. Otherwise an
 * unknown part makes the result unknown.
 */
function either(parts: readonly Expression[], item: XmlElement, wanted: boolean): Value {
  const [first] = parts;
  if (parts.length === 1 && first !== undefined) return first(item);
  let isOpen = false;
  for (const part of parts) {
    const value = asBoolean(part(item));
    if (value === wanted) return wanted;
    isOpen ||= value === undefined;
  }
  return isOpen ? undefined : !wanted;
}

function compare(left: Value, sign: string, right: Value): Value {
  if (left === undefined || right === undefined) return undefined;
  if (sign === '=' || sign === '!=') {
    const same =
      typeof left === 'boolean' || typeof right === 'boolean'
        ? asBoolean(left) === asBoolean(right)
        : typeof left === 'number' || typeof right === 'number'
          ? asNumber(left) === asNumber(right)
          : left === right;
    return same === (sign === '=');
  }
  const [a, b] = [asNumber(left), asNumber(right)];
  if (sign === '<') return a < b;
  if (sign === '<=') return a <= b;
  return sign === '>' ? a > b : a >= b;
}

function isSelected(list: Value, value: Value): Value {
  if (list === undefined || value === undefined) return undefined;
  return String(list).split(/\s+/).includes(String(value));
}

function opposite(value: Value): Value {
  const known = asBoolean(value);
  return known === undefined ? undefined : !known;
}

function asBoolean(value: Value): boolean | undefined {
  return value === undefined ? undefined : Boolean(value);
}

/** As in XPath, an empty text is not a number. */
function asNumber(value: string | number | boolean): number {
  return typeof value === 'string' && value.trim() === '' ? Number.NaN : Number(value);
}
