import { labelIn } from '../../../xform/label.ts';
import type { FormFacts } from '../../analysis/analysis-table.ts';
import type { ChoiceList } from '../../analysis/choice-list.ts';
import type { ValueLabels } from './dictionary.ts';
import { CODED_REASONS, type CodedReason, type MissingCodes, REASON_LABELS } from './missing-codes.ts';
import { RecordRoom } from './record-room.ts';
import { hasShortValues } from './segments.ts';
import { labelOf, startOf } from './text-bytes.ts';

/** The longest label of a value, in bytes. */
const LONGEST = 120;
/** More than a name, lengths and a label have around the value of a wide text. */
const LARGEST_HEAD = 256;

const YES_NO = [
  { value: 0, label: 'No' },
  { value: 1, label: 'Yes' },
] as const;

/** Makes the sets of value labels of a file. Columns with the same choices and codes get the same set. */
export class LabelSets {
  readonly #form: FormFacts;
  readonly #ofLongTexts = new RecordRoom();
  readonly #sets = new Map<unknown, Map<string, ValueLabels>>();

  constructor(form: FormFacts) {
    this.#form = form;
  }

  /** The labels of a question with one choice. */
  choices(list: ChoiceList, codes: MissingCodes | null): ValueLabels {
    return this.#shared(list, codes, () => {
      const labels = list.choices.map(({ value, code, labels: own }) => ({
        value: code,
        label: labelIn(own, this.#form.language, this.#form.languages) ?? value,
        name: value,
      }));
      return distinct([...labels, ...missingLabels(codes)]);
    });
  }

  /** The labels of 0 and 1. */
  flags(codes: MissingCodes | null): ValueLabels {
    return this.#shared(YES_NO, codes, () => [...YES_NO, ...missingLabels(codes)]);
  }

  /** The labels of the codes for missing values. Null when there are none. */
  numbers(codes: MissingCodes | null): ValueLabels | null {
    return codes === null ? null : this.#shared(null, codes, () => missingLabels(codes));
  }

  /**
   * The labels of the codes of a text. Takes its width, which variables with the same labels share. Null when
   * there is no room: the labels of a wide text have the whole width in the file.
   */
  texts(codes: readonly (readonly [CodedReason, string])[], width: number): ValueLabels | null {
    if (codes.length === 0) return null;
    if (!hasShortValues({ width }) && !this.#ofLongTexts.take(width + LARGEST_HEAD)) return null;
    const key = codes.map((code) => code.join(' ')).join();
    return this.#shared(width, key, () =>
      codes.map(([reason, value]) => ({ value, label: REASON_LABELS[reason] })),
    );
  }

  #shared(owner: unknown, codes: MissingCodes | string | null, make: () => ValueLabels): ValueLabels {
    const sets = this.#sets.get(owner) ?? new Map<string, ValueLabels>();
    this.#sets.set(owner, sets);
    const key = typeof codes === 'string' ? codes : String(codes?.notAsked);
    const made = sets.get(key) ?? make();
    sets.set(key, made);
    return made;
  }
}

function missingLabels(
  codes: MissingCodes | null,
): readonly { readonly value: number; readonly label: string; readonly name: string }[] {
  if (codes === null) return [];
  return CODED_REASONS.map((reason) => ({
    value: codes[reason],
    label: REASON_LABELS[reason],
    name: String(codes[reason]),
  }));
}

/**
 * Makes labels that fit, and that are different: a program that makes categories of labels would put two
 * choices with the same label together.
 */
function distinct(
  labels: readonly { readonly value: number; readonly label: string; readonly name: string }[],
): ValueLabels {
  const fitting = labels.map(({ label, name }) => labelOf(label, LONGEST) || labelOf(name, LONGEST));
  const times = new Map<string, number>();
  for (const label of fitting) times.set(label, (times.get(label) ?? 0) + 1);
  return labels.map(({ value, name }, i) => {
    const label = fitting[i] ?? name;
    if (times.get(label) === 1) return { value, label };
    const behind = ` (${value})`;
    return { value, label: startOf(label, LONGEST - behind.length) + behind };
  });
}
