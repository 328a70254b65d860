import type { Choice, FormField, FormModel } from '../../model/form.ts';
import { choicesOf } from '../../xform/question-choices.ts';
import type { ChoiceList, CodedChoice } from './choice-list.ts';
import { fieldsOf } from './fields-of.ts';
import { inNamingOrder } from './naming-order.ts';

const LEAST_CODE = -2_147_483_647;
const GREATEST_CODE = 2_147_483_620;

/** Gives the choices of questions their codes, and questions with the same choices the same list. */
export class ChoiceLists {
  /** The choices that each question had, by its path, in the order of `inNamingOrder`. */
  readonly #history = new Map<string, (readonly Choice[])[]>();
  readonly #lists = new Map<string, ChoiceList>();
  readonly #names = new Set<string>();

  /** Takes all definitions of the form, the newest first. */
  constructor(models: readonly FormModel[]) {
    for (const model of inNamingOrder(models)) {
      for (const field of fieldsOf(model)) {
        const choices = choicesOf(field);
        if (choices === null) continue;
        const known = this.#history.get(field.path);
        if (known === undefined) this.#history.set(field.path, [choices]);
        else known.push(choices);
      }
    }
  }

  /** Returns the list of a question; null when its choices are not known. */
  of(field: FormField): ChoiceList | null {
    const choices = choicesOf(field);
    if (choices === null) return null;
    const codes = codesOf([...(this.#history.get(field.path) ?? []), choices]);
    const own = new Map(choices.map((choice) => [choice.value, choice]));
    const coded = [...codes].flatMap(([value, code]): CodedChoice[] => {
      const choice = own.get(value);
      return choice === undefined ? [] : [{ value, labels: choice.labels, code }];
    });
    const content = JSON.stringify(coded.map(({ value, labels, code }) => [value, labels, code]));
    const same = this.#lists.get(content);
    if (same !== undefined) return same;
    const list: ChoiceList = {
      name: this.#freeName(field.listName ?? field.name),
      choices: coded,
      isCodedByValue: coded.every(({ value, code }) => value === String(code)),
    };
    this.#lists.set(content, list);
    return list;
  }

  #freeName(wanted: string): string {
    let name = wanted;
    for (let n = 2; this.#names.has(name); n += 1) name = `${wanted}_${n}`;
    this.#names.add(name);
    return name;
  }
}

/**
 * Returns the codes of values, in the order in which the definitions brought them. A whole number is its own
 * code. Other values get the number behind the greatest so far, from 1. So a code never changes when a later
 * definition brings more.
 */
function codesOf(history: readonly (readonly Choice[])[]): ReadonlyMap<string, number> {
  const codes = new Map<string, number>();
  const taken = new Set<number>();
  let greatest = 0;
  const take = (code: number): number => {
    taken.add(code);
    greatest = Math.max(greatest, code);
    return code;
  };
  for (const choices of history) {
    const added = choices.map(({ value }) => value).filter((value) => !codes.has(value));
    // Numbers first, so that no other value takes theirs.
    const own = new Map<string, number>();
    for (const value of added) {
      const code = ownCode(value);
      if (code !== null && !taken.has(code)) own.set(value, take(code));
    }
    for (const value of added) {
      codes.set(value, own.get(value) ?? take(greatest < GREATEST_CODE ? greatest + 1 : lowestFree(taken)));
    }
  }
  return codes;
}

function lowestFree(used: ReadonlySet<number>): number {
  let code = 1;
  while (used.has(code)) code += 1;
  return code;
}

function ownCode(value: string): number | null {
  if (!/^(?:0|-?[1-9]\d{0,9})$/.test(value)) return null;
  const code = Number(value);
  return code >= LEAST_CODE && code <= GREATEST_CODE ? code : null;
}
