import { trimXml } from '../ground/xml/xml.ts';

/** A word between white space as XML defines it. A no-break space is part of a word. */
const WORD = /[^ \t\r\n]+/g;
const SPACE = /[ \t\r\n]/;

/**
 * Splits an answer to a select-multiple question into the chosen values. A client writes a space between two
 * values. If a value itself holds spaces, the list of choices shows where it ends: the splitter takes the
 * longest value after which the rest can be split, too.
 */
export class AnswerSplitter {
  /** The values as the form has them, by their trimmed text. */
  readonly #values = new Map<string, string>();
  /** The trimmed values with a space inside, the longest first, by their first word. */
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

  /**
   * Returns the form's spelling of an answer that is one value, or null when it is not a choice. Takes a
   * trimmed text.
   */
  one(answer: string): string | null {
    return this.#values.get(answer) ?? null;
  }

  /**
   * Returns the chosen values in their order. Takes a trimmed answer. If no choice has a space, every word is
   * a value, even one that is not a choice. Otherwise returns null for an answer that holds anything but
   * choices, because nothing shows where an unknown value begins and ends.
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

  /** True when at least one of these values is a choice. */
  isAny(values: readonly string[]): boolean {
    return values.some((value) => this.#values.has(trimXml(value)));
  }

  /**
   * For each word, from the last to the first, finds the choice that begins there and leaves only choices
   * behind it.
   */
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
