import { type ReactNode, useEffect, useRef } from 'react';
import type { FormRow } from '../../../electron/ipc/forms.ts';
import { putReply, useAsk, useReply } from '../../state/replies.ts';
import { Check } from '../../widgets/check.tsx';
import { NumberCell } from '../../widgets/number-cell.tsx';
import { PlainTable } from '../../widgets/plain-table.tsx';
import { StateMark } from '../../widgets/state-mark.tsx';
import { useWords } from '../../words/use-words.tsx';
import { formRowId } from '../forms/form-list.ts';
import { KeyState } from '../forms/key-state.tsx';

/**
 * The third step: the forms, and whether an available key decrypts them. Those that it decrypts are chosen.
 */
export function FormsStep(): ReactNode {
  const { t } = useWords();
  const overview = useReply('forms.list', {}, { keep: true }).value;
  const chooseAsk = useAsk('forms.choose');
  const forms = overview?.forms ?? [];
  const choose = (rows: readonly FormRow[], isChosen: boolean): void => {
    if (overview === undefined || rows.length === 0) return;
    const ids = new Set(rows.map(formRowId));
    putReply(
      'forms.list',
      {},
      {
        ...overview,
        forms: forms.map((row) => (ids.has(formRowId(row)) ? { ...row, isChosen } : row)),
      },
    );
    void chooseAsk.ask({ forms: rows.map(({ source, formId }) => ({ source, formId })), isChosen });
  };
  // Each form is proposed once. After that the user's choice stays.
  const proposed = useRef(new Set<string>());
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a change of the forms proposes anything.
  useEffect(() => {
    const fresh = forms.filter(
      (row) =>
        !proposed.current.has(formRowId(row)) &&
        (row.key.kind === 'open' || row.key.kind === 'some' || row.key.kind === 'not-encrypted'),
    );
    for (const row of fresh) proposed.current.add(formRowId(row));
    choose(
      fresh.filter(({ isChosen }) => !isChosen),
      true,
    );
  }, [overview]);
  if (forms.length === 0) return <p className="secondary">{t('firstRun.forms.before')}</p>;
  return (
    <PlainTable
      label={t('firstRun.forms')}
      groups={[{ id: 'all', title: null, rows: forms }]}
      rowId={formRowId}
      columns={[
        {
          id: 'form',
          title: t('firstRun.forms.column.form'),
          cell: (row) => (
            <Check isChecked={row.isChosen} onChange={(isChosen) => choose([row], isChosen)}>
              <bdi>{row.title}</bdi>
            </Check>
          ),
        },
        {
          id: 'onServer',
          title: t('firstRun.forms.column.onServer'),
          width: 96,
          isNumber: true,
          cell: ({ counts }) => <NumberCell count={counts.onServer} />,
        },
        { id: 'key', title: t('firstRun.forms.column.key'), width: 304, cell: (row) => <KeyOf row={row} /> },
      ]}
    />
  );
}

function KeyOf({ row }: { readonly row: FormRow }): ReactNode {
  const { t } = useWords();
  switch (row.key.kind) {
    case 'open':
      return (
        <StateMark icon="circle-check" tone="ok">
          {t('firstRun.forms.opens', { key: row.key.name })}
        </StateMark>
      );
    case 'some':
      return <KeyState state={row.key} />;
    case 'not-encrypted':
      return (
        <StateMark icon="minus" tone="secondary">
          {t('forms.key.notEncrypted')}
        </StateMark>
      );
    case 'none':
    case 'locked':
      return (
        <StateMark icon="circle-alert" tone="warn">
          {t('firstRun.forms.other')}
        </StateMark>
      );
    default:
      return (
        <StateMark icon="circle-dashed" tone="dim">
          {t('firstRun.forms.encrypted')}
        </StateMark>
      );
  }
}
