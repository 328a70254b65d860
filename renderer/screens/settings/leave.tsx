import { type ReactNode, useState } from 'react';
import type { LeaveItem, LeavePlan } from '../../../electron/ipc/leave.ts';
import { useAsk, useReply } from '../../state/replies.ts';
import { Button } from '../../widgets/button.tsx';
import { Check } from '../../widgets/check.tsx';
import { Dialog } from '../../widgets/dialog.tsx';
import { TextField } from '../../widgets/field.tsx';
import { Icon } from '../../widgets/icon.tsx';
import { LoadingRows } from '../../widgets/loading.tsx';
import { ProblemNotice, ProblemText } from '../../widgets/notice.tsx';
import { PlainTable } from '../../widgets/plain-table.tsx';
import { StateMark } from '../../widgets/state-mark.tsx';
import { useWords } from '../../words/use-words.tsx';
import { ReadableNotice, ReadableReminder } from './what-stays.tsx';

/** For a borrowed or shared computer: shows what is deleted and what stays, then does it. `Left` shows what came of it. */
export function Leave(): ReactNode {
  const { t } = useWords();
  const plan = useReply('leave.plan', {});
  if (plan.state === 'loading') return <LoadingRows screen={t('leave.title')} />;
  if (plan.state === 'refused') return <ProblemNotice problem={plan.problem} again={plan.again} />;
  return <Choose plan={plan.value} />;
}

function Choose({ plan }: { readonly plan: LeavePlan }): ReactNode {
  const words = useWords();
  const { t, bytes } = words;
  const [chosen, setChosen] = useState<ReadonlySet<LeaveItem>>(
    () => new Set(plan.rows.filter(({ isChosenFirst }) => isChosenFirst).map(({ item }) => item)),
  );
  const [isAsked, setAsked] = useState(false);
  // Without a sign-in there is no choice to sign out. The other rows show 0.
  const rows = plan.rows.filter(({ item, count }) => item !== 'sign-out' || count > 0);
  const set = (item: LeaveItem, isChosen: boolean): void => {
    const next = new Set(chosen);
    if (isChosen) next.add(item);
    else next.delete(item);
    setChosen(next);
  };
  return (
    <div className="leave">
      <ReadableNotice plan={plan} chosen={chosen} />
      <PlainTable
        label={t('leave.title')}
        fits
        rowId={({ item }) => item}
        groups={[{ id: 'all', title: null, rows }]}
        columns={[
          {
            id: 'what',
            title: t('leave.column.what'),
            width: 340,
            cell: ({ item, count }) => (
              <Check isChecked={chosen.has(item)} onChange={(isChosen) => set(item, isChosen)}>
                {words.maybe(`leave.item.${item}`, { count })}
              </Check>
            ),
          },
          {
            id: 'where',
            title: t('leave.column.where'),
            cell: ({ where }) => (
              <bdi className="secondary" dir="ltr" title={where}>
                {where}
              </bdi>
            ),
          },
          {
            id: 'size',
            title: t('leave.column.size'),
            width: 88,
            isNumber: true,
            cell: ({ bytes: size }) => <span className="secondary">{size === null ? '' : bytes(size)}</span>,
          },
          {
            id: 'then',
            title: t('leave.column.then'),
            width: 104,
            cell: ({ item }) =>
              chosen.has(item) ? (
                <StateMark icon="x" tone="bad">
                  {t('leave.goes')}
                </StateMark>
              ) : (
                <StateMark icon="minus" tone="secondary">
                  {t('leave.stays')}
                </StateMark>
              ),
          },
        ]}
      />
      <div className="leave-foot">
        {plan.stays.length > 0 && (
          <>
            <h2>{t('leave.alsoStays')}</h2>
            <StaysList stays={plan.stays} />
          </>
        )}
        <p className="secondary">
          <Icon name="triangle-alert" inText className="warn" /> {t('leave.recover')}
        </p>
        <div className="row">
          <Button onPress={() => history.back()}>{t('leave.cancel')}</Button>
          <Button
            kind="primary"
            icon="log-out"
            disabled={chosen.size === 0 ? t('leave.nothing') : null}
            onPress={() => setAsked(true)}
          >
            {t('leave.leave')}
          </Button>
        </div>
      </div>
      {isAsked && <Confirm plan={plan} items={[...chosen]} close={() => setAsked(false)} />}
    </div>
  );
}

/** What stays on this computer, a line each. */
export function StaysList({ stays }: { readonly stays: LeavePlan['stays'] }): ReactNode {
  const words = useWords();
  return (
    <ul className="stays">
      {stays.map(({ what, path }) => (
        <li key={`${what} ${path}`}>
          <bdi>{words.maybe(`leave.stays.${what}`, { path })}</bdi>
        </li>
      ))}
    </ul>
  );
}

function Confirm({
  plan,
  items,
  close,
}: {
  readonly plan: LeavePlan;
  readonly items: readonly LeaveItem[];
  readonly close: () => void;
}): ReactNode {
  const { t } = useWords();
  const [name, setName] = useState('');
  const leave = useAsk('leave.do');
  const needsName = items.includes('workspace');
  const encryption = useReply('engine.status', {}, { keep: true }).value?.encryption ?? null;
  const isTyped = !needsName || name.trim() === plan.workspaceName;
  const confirm = (): void => void leave.ask({ items: [...items], workspaceName: name.trim() });
  return (
    <Dialog
      title={t('leave.confirm.title')}
      role="alertdialog"
      onClose={close}
      buttons={
        <>
          <Button autoFocus={!needsName} onPress={close}>
            {t('common.cancel')}
          </Button>
          <Button
            kind="danger"
            disabled={isTyped ? null : t('leave.confirm.name', { name: plan.workspaceName })}
            onPress={confirm}
          >
            {t('leave.confirm.action')}
          </Button>
        </>
      }
    >
      <p>{t('leave.confirm.text')}</p>
      {needsName && encryption !== null && <p>{t('leave.confirm.key')}</p>}
      <ReadableReminder plan={plan} chosen={new Set(items)} />
      {needsName && (
        <TextField
          isStacked
          autoFocus
          label={t('leave.confirm.name.label')}
          hint={t('leave.confirm.name', { name: plan.workspaceName })}
          value={name}
          onChange={setName}
        />
      )}
      {leave.problem !== null && <ProblemText problem={leave.problem} />}
    </Dialog>
  );
}
