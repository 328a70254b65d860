import type { ReactNode } from 'react';
import type { ProblemGroup, ProblemSubmission } from '../../../electron/ipc/problems.ts';
import { ask } from '../../state/bridge.ts';
import { say } from '../../state/notices.ts';
import { Button } from '../../widgets/button.tsx';
import { Dialog } from '../../widgets/dialog.tsx';
import { ProblemText } from '../../widgets/notice.tsx';
import { useWords } from '../../words/use-words.tsx';

/** The facts about a submission without a sheet: it could not be downloaded, or it has no form ID. */
export function Unfetched({
  row,
  group,
  close,
}: {
  readonly row: ProblemSubmission;
  readonly group: ProblemGroup;
  readonly close: () => void;
}): ReactNode {
  const { t, stamp } = useWords();
  const copy = async (): Promise<void> => {
    await ask('app.copy', { text: row.id });
    say(t('common.copied'));
  };
  const facts: readonly (readonly [string, ReactNode])[] = [
    [
      t('problems.submission'),
      <bdi key="id" className="mono" dir="ltr">
        {row.id}
      </bdi>,
    ],
    [t('problems.fact.form'), <bdi key="form">{group.formTitle}</bdi>],
    [t('problems.fact.where'), <bdi key="where">{group.form.source}</bdi>],
    ...(row.submittedAt === null
      ? []
      : ([[t('problems.received'), stamp(row.submittedAt, 'datetime')]] as const)),
  ];
  return (
    <Dialog
      title={t(group.bucket === 'not-stored' ? 'problems.unfetched' : 'problems.submission')}
      onClose={close}
      buttons={
        <>
          <Button icon="copy" onPress={() => void copy()}>
            {t('sheet.copyId')}
          </Button>
          <Button kind="primary" autoFocus onPress={close}>
            {t('common.close')}
          </Button>
        </>
      }
    >
      <ProblemText problem={group.problem} />
      <dl className="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
