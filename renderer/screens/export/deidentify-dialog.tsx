import { type ReactNode, useState } from 'react';
import type { DeidentifyRules, QuestionToTreat, Treatment } from '../../../electron/ipc/export.ts';
import { useReply } from '../../state/replies.ts';
import { Button } from '../../widgets/button.tsx';
import { Check } from '../../widgets/check.tsx';
import { Dialog } from '../../widgets/dialog.tsx';
import { FindField } from '../../widgets/field.tsx';
import { ProblemText } from '../../widgets/notice.tsx';
import { useWords } from '../../words/use-words.tsx';
import {
  type Decisions,
  decisionsOf,
  groupOf,
  isUndecided,
  rulesFor,
  rulesOf,
  withSuggestions,
} from './deidentify-rules.ts';
import { NumberField } from './number-field.tsx';
import { QuestionRow } from './question-row.tsx';

interface DialogProps {
  readonly formId: string;
  /** The form's title. */
  readonly title: string;
  readonly language: string | null;
  readonly rules: DeidentifyRules | null;
  readonly use: (rules: DeidentifyRules) => void;
  readonly close: () => void;
}

/** Bounds of the least number of rows that should share their answers. */
const K = { least: 2, most: 1_000_000, isWhole: true };

/** Asks what is done to the answers of each question of a form. Suggests, and decides nothing. */
export function DeidentifyDialog(props: DialogProps): ReactNode {
  const { t } = useWords();
  const { formId, language, close } = props;
  const questions = useReply('export.questions', { formId, language });
  if (questions.state === 'there') {
    const named = questions.value.map((one) =>
      one.kind === 'date' ? { ...one, label: t('export.deidentify.of.date') } : one,
    );
    return <Questions {...props} questions={named} />;
  }
  return (
    <Dialog
      title={t('export.deidentify.title')}
      onClose={close}
      buttons={<Button onPress={close}>{t('common.cancel')}</Button>}
    >
      {questions.problem !== null && <ProblemText problem={questions.problem} />}
    </Dialog>
  );
}

function Questions({
  formId,
  title,
  rules,
  use,
  close,
  questions,
}: DialogProps & { readonly questions: readonly QuestionToTreat[] }): ReactNode {
  const { t } = useWords();
  const [decisions, setDecisions] = useState(() => decisionsOf(rules, formId, questions));
  const [isAll, setAll] = useState(false);
  const [text, setText] = useState('');
  const [isNumber, setNumber] = useState(true);
  const change = (part: Partial<Decisions>): void => setDecisions({ ...decisions, ...part });
  const { treated, grouped } = decisions;
  const undecided = questions.filter((question) => isUndecided(decisions, question));
  const shown = shownOf(questions, decisions, isAll, text);
  const made = rulesOf(decisions, formId);
  const isNone = rulesFor(made, formId).length === 0;
  const whyNot = isNone
    ? t('export.deidentify.useNone')
    : isNumber || grouped.length === 0
      ? null
      : t('export.number.between', { least: K.least, most: K.most });
  return (
    <Dialog
      title={t('export.deidentify.title')}
      isWide
      onClose={close}
      buttons={
        <>
          <Button onPress={close}>{t('common.cancel')}</Button>
          <Button kind="primary" disabled={whyNot} onPress={() => use(made)}>
            {t('export.deidentify.use')}
          </Button>
        </>
      }
    >
      <p className="secondary">{t('export.deidentify.text', { form: title })}</p>
      <div className="row question-tools">
        <FindField label={t('export.deidentify.find')} value={text} onChange={setText} />
        <Check isChecked={isAll} onChange={setAll}>
          {t('export.deidentify.all', { count: questions.filter(({ kind }) => kind === 'question').length })}
        </Check>
        <Button
          disabled={undecided.length === 0 ? t('export.deidentify.decided') : null}
          onPress={() => setDecisions(withSuggestions(decisions, questions))}
        >
          {t('export.deidentify.suggest', { count: undecided.length })}
        </Button>
      </div>
      <ul className="question-list">
        {shown.map((question) => (
          <QuestionRow
            key={question.path}
            question={question}
            treatment={treated.get(question.path) ?? null}
            ofGroup={ofGroup(question.path, treated, questions)}
            isGrouped={grouped.includes(question.path)}
            treat={(treatment) => {
              const next = new Map(treated);
              if (treatment === null) next.delete(question.path);
              else next.set(question.path, treatment);
              change({ treated: next });
            }}
            group={(isOn) => {
              const others = grouped.filter((path) => path !== question.path);
              change({ grouped: isOn ? [...others, question.path] : others });
            }}
          />
        ))}
      </ul>
      {shown.length === 0 && <p className="secondary">{t('export.deidentify.noneShown')}</p>}
      <div className="stack">
        {grouped.length > 0 && (
          <NumberField
            label={t('export.deidentify.k')}
            value={decisions.k}
            bounds={K}
            onChange={(k) => {
              setNumber(k !== null);
              if (k !== null) change({ k });
            }}
          />
        )}
        <Check isChecked={decisions.media} onChange={(media) => change({ media })}>
          {t('export.deidentify.media')}
        </Check>
        {decisions.kept.length > 0 && (
          <p className="secondary">{t('export.deidentify.kept', { count: decisions.kept.length })}</p>
        )}
      </div>
    </Dialog>
  );
}

/** What is done to a question with the group around it, when it has no treatment of its own or cannot have one. */
function ofGroup(
  path: string,
  treated: Decisions['treated'],
  questions: readonly QuestionToTreat[],
): { readonly label: string; readonly treatment: Treatment } | null {
  const group = groupOf(treated, path);
  const treatment = group === null ? undefined : treated.get(group);
  if (group === null || treatment === undefined) return null;
  return { label: questions.find((one) => one.path === group)?.label ?? group, treatment };
}

/** The questions that match; without a search those that may identify people or have a decision, unless all are wanted. */
function shownOf(
  questions: readonly QuestionToTreat[],
  { treated, grouped }: Decisions,
  isAll: boolean,
  text: string,
): readonly QuestionToTreat[] {
  const wanted = text.trim().toLocaleLowerCase();
  if (wanted === '') {
    return questions.filter(
      ({ path, suggestion }) => isAll || suggestion !== null || treated.has(path) || grouped.includes(path),
    );
  }
  return questions.filter(
    ({ path, label }) =>
      path.toLocaleLowerCase().includes(wanted) || label.toLocaleLowerCase().includes(wanted),
  );
}
