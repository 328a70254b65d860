import { labelIn } from '../../../xform/label.ts';
import type { FinishedColumn, FinishedTable } from '../../analysis/analysis-table.ts';
import type { ResponseSet } from './dictionary.ts';
import { labelOf, startOf } from './text-bytes.ts';

/** The longest name of a set, with the `$` before it, in bytes. */
const LONGEST_NAME = 64;
const LONGEST_LABEL = 255;

/** Returns the sets of a table: the columns of 0 and 1 that a select-multiple was split into. */
export function responseSets({ columns, form }: FinishedTable): readonly ResponseSet[] {
  const questions = new Map<string, FinishedColumn[]>();
  for (const column of columns) {
    if (column.role !== 'choice' || column.kind !== 'flag' || column.choice === null) continue;
    const whole = column.original.slice(0, -column.choice.length - 1);
    const others = questions.get(whole);
    if (others === undefined) questions.set(whole, [column]);
    else others.push(column);
  }
  const taken = new Set<string>();
  return [...questions].flatMap(([original, flags]) => {
    const [first] = flags;
    if (first === undefined || flags.length < 2) return [];
    const whole = columns.find((one) => one.role === 'answer' && one.original === original);
    const name = freeName(whole?.name ?? lastName(original), taken);
    const label = labelIn((whole ?? first).question?.labels ?? {}, form.language, form.languages) ?? original;
    return [{ name, label: labelOf(label, LONGEST_LABEL), variables: flags.map((flag) => flag.name) }];
  });
}

function lastName(path: string): string {
  const last = path.slice(path.lastIndexOf('/') + 1).replace(/[^\p{L}0-9_]/gu, '_');
  return /^\p{L}/u.test(last) ? last : `q_${last}`;
}

function freeName(name: string, taken: Set<string>): string {
  for (let number = 1; ; number += 1) {
    const behind = number === 1 ? '' : `_${number}`;
    const found = startOf(name, LONGEST_NAME - 1 - behind.length) + behind;
    if (taken.has(found.toLowerCase())) continue;
    taken.add(found.toLowerCase());
    return found;
  }
}
