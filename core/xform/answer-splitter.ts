import { trimXml } from '../ground/xml/xml.ts';

/** A word, as XML sees white space: a no-break space is part of it. */
const WORD = /[^ \t\r\n]+/g;
const SPACE = /[ \t\r\n]/;

/**
 * Tells the chosen values of a select-multiple apart. A client writes them with a space between two; a value that holds
 * spaces itself is found by the list of the known ones: the longest that leaves a rest which can be split, too.
 */
export class AnswerSplitter {
  /** The values as the form has them, by what of them is left at the ends of an answer. */
  readonly #values = new Map<string, string>();
  /** Those with a space inside, the longest first, by their first word. */
  readonly #spaced = new Map<string, string[]>();

  /** Takes the values of all choices of the question. */
  constructor(values: Iterable<string>) {
    for (const value of values) {
      const trimmed = trimXml(value);
      if (trimmed !== '' && !this.#values.has(trimmed)) this.#values.set(trimmed, value);
    }
    const spaced = [...this.#values.keys()].filter((value) => SPACE.test(value));
    for (const value of spaced.sort((a, b) => b.length - a.length)) {
      const first = value.slice(0, value.search(SPACE));
      this.#spaced.set(first, [...(this.#spaced.get(first) ?? []), value]);
    }
  }

  /** The form's own spelling of a value that is alone in an answer; null when it is no choice. Takes a trimmed text. */
  one(answer: string): string | null {
    return this.#values.get(answer) ?? null;
  }

  /**
   * The chosen values in their order. Takes a trimmed answer. Where no choice has a space, every word is a value,
   * those too that are no choice; else null when the answer is not made of choices alone, because nothing says where
   * an unknown value begins and ends.
   */
  split(answer: string): readonly string[] | null {
    const words = [...answer.matchAll(WORD)].map(([text]) => text);
    if (this.#spaced.size === 0) return words.map((word) => this.#values.get(word) ?? word);
    return this.#splitSpaced(answer);
  }

  /** True when every value of the answer is a choice. Takes a trimmed answer. */
  isWhole(answer: string): boolean {
    const values = this.split(answer);
    return values?.every((value) => this.#values.has(trimXml(value))) ?? false;
  }

  /** True when at least one value of the answer is a choice. */
  isAny(values: readonly string[]): boolean {
    return values.some((value) => this.#values.has(trimXml(value)));
  }

  /** From the last word to the first: which choice can stand at each, so that all behind it are choices, too. */
  #splitSpaced(answer: string): readonly string[] | null {
    const words = [...answer.matchAll(WORD)];
    const starts = words.map((word) => word.index);
    const endsAt = new Map(words.map((word, i) => [word.index + word[0].length, i]));
    const found: ({ readonly value: string; readonly next: number } | null)[] = words.map(() => null);
    for (let i = words.length - 1; i >= 0; i -= 1) {
      const from = starts[i] ?? 0;
      const word = words[i]?.[0] ?? '';
      for (const text of [...(this.#spaced.get(word) ?? []), word]) {
        const value = this.#values.get(text);
        const last =
          value !== undefined && answer.startsWith(text, from) ? endsAt.get(from + text.length) : undefined;
        if (value === undefined || last === undefined) continue;
        if (last + 1 < words.length && found[last + 1] === null) continue;
        found[i] = { value, next: last + 1 };
        break;
      }
    }
    const values: string[] = [];
    for (let i = 0; i < words.length; ) {
      const step = found[i];
      if (step === null || step === undefined) return null;
      values.push(step.value);
      i = step.next;
    }
    return values;
  }
}
