import type { ReactNode } from 'react';
import type { QuestionToTreat, Treatment, TreatmentName } from '../../../electron/ipc/export.ts';
import { Check } from '../../widgets/check.tsx';
import { Picker } from '../../widgets/picker.tsx';
import { useWords } from '../../words/use-words.tsx';
import { DEFAULT_SIZES } from './deidentify-rules.ts';
import { NumberField } from './number-field.tsx';

const UNDECIDED = 'undecided';
const SIZES = {
  grid: { least: 0.001, most: 10, isWhole: false },
  band: { least: 0.001, most: 1_000_000, isWhole: false },
} as const;

/** A question, a group of them or the date of submission; why it may identify people, and what is done to it. */
export function QuestionRow({
  question: { kind: of, path, label, questions, isInRepeat, offered, suggestion },
  treatment,
  ofGroup,
  isGrouped,
  treat,
  group,
}: {
  readonly question: QuestionToTreat;
  /** null: not decided. */
  readonly treatment: Treatment | null;
  /** What is done to it with a group around it; null: nothing. */
  readonly ofGroup: { readonly label: string; readonly treatment: Treatment } | null;
  readonly isGrouped: boolean;
  readonly treat: (treatment: Treatment | null) => void;
  readonly group: (isOn: boolean) => void;
}): ReactNode {
  const { t, maybe } = useWords();
  const name = (one: TreatmentName): string => maybe(`export.deidentify.do.${one}`) ?? one;
  // A group that leaves its questions out leaves out all of them.
  const isFixed = ofGroup?.treatment.do === 'leave-out';
  const inGroup =
    ofGroup === null
      ? null
      : t('export.deidentify.inGroup', { group: ofGroup.label, treatment: name(ofGroup.treatment.do) });
  // A preset from a file may have what is not offered.
  const choices = treatment === null || offered.includes(treatment.do) ? offered : [treatment.do, ...offered];
  const kind = treatment?.do === 'grid' || treatment?.do === 'band' ? treatment.do : null;
  return (
    <li>
      <div className="question">
        <bdi className="strong">{label}</bdi> <bdi className="mono dim">{path}</bdi>
        {(of === 'group' || of === 'repeat') && (
          <div className="secondary">
            {t(of === 'group' ? 'export.deidentify.of.group' : 'export.deidentify.of.repeat', {
              count: questions,
            })}
          </div>
        )}
        {inGroup !== null && (isFixed || treatment === null) && <div className="secondary">{inGroup}</div>}
        {suggestion !== null && (
          <div className="secondary">
            {t('export.deidentify.suggested', {
              why: maybe(`export.deidentify.why.${suggestion.why.replaceAll(' ', '-')}`) ?? suggestion.why,
              treatment: name(suggestion.do),
            })}
          </div>
        )}
      </div>
      <div className="treatment">
        <Picker<TreatmentName | typeof UNDECIDED>
          label={t('export.deidentify.treatment', { question: label })}
          width="100%"
          value={isFixed ? 'leave-out' : (treatment?.do ?? UNDECIDED)}
          isDisabled={isFixed}
          options={[
            {
              id: UNDECIDED,
              label: t(ofGroup === null ? 'export.deidentify.undecided' : 'export.deidentify.asGroup'),
            },
            ...choices.map((id) => ({ id, label: name(id) })),
          ]}
          onChange={(id) => treat(id === UNDECIDED ? null : { do: id })}
        />
        {kind !== null && !isFixed && (
          <NumberField
            key={kind}
            label={t(kind === 'grid' ? 'export.deidentify.size.grid' : 'export.deidentify.size.band')}
            value={treatment?.size ?? null}
            bounds={SIZES[kind]}
            placeholder={String(DEFAULT_SIZES[kind])}
            onChange={(size) => treat(size === null ? { do: kind } : { do: kind, size })}
          />
        )}
        {of === 'question' && !isInRepeat && treatment?.do !== 'leave-out' && !isFixed && (
          <Check
            isChecked={isGrouped}
            onChange={group}
            label={t('export.deidentify.group.of', { question: label })}
          >
            {t('export.deidentify.group')}
          </Check>
        )}
      </div>
    </li>
  );
}
