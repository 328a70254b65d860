import type { ReactNode } from 'react';
import type { FormKey } from '../../../electron/ipc/common.ts';
import { useReply } from '../../state/replies.ts';
import { Button } from '../../widgets/button.tsx';
import { Dialog } from '../../widgets/dialog.tsx';
import { LoadingRows } from '../../widgets/loading.tsx';
import { ProblemText } from '../../widgets/notice.tsx';
import { StateMark } from '../../widgets/state-mark.tsx';
import { useWords } from '../../words/use-words.tsx';

const SHOWN = 500;

/** The instance IDs that the server listed. Marks those that are here. */
export function ListedDialog({
  form,
  title,
  close,
}: {
  readonly form: FormKey;
  readonly title: string;
  readonly close: () => void;
}): ReactNode {
  const { t } = useWords();
  const listed = useReply('forms.listed', { form, offset: 0, limit: SHOWN });
  return (
    <Dialog
      title={t('forms.listed', { form: title })}
      isWide
      onClose={close}
      buttons={
        <Button autoFocus onPress={close}>
          {t('common.close')}
        </Button>
      }
    >
      {listed.state === 'loading' && <LoadingRows screen={title} />}
      {listed.state === 'refused' && <ProblemText problem={listed.problem} />}
      {listed.state === 'there' && (
        <>
          {listed.value.total > SHOWN && (
            <p className="secondary">{t('forms.listed.more', { count: SHOWN, all: listed.value.total })}</p>
          )}
          <ul>
            {listed.value.ids.map(({ id, isHere }) => (
              <li key={id} className="row listed-line">
                <bdi className="mono cut grow" dir="ltr">
                  {id}
                </bdi>
                <StateMark icon={isHere ? 'circle-check' : 'circle-dashed'} tone={isHere ? 'ok' : 'dim'}>
                  {t(isHere ? 'forms.listed.here' : 'forms.listed.notHere')}
                </StateMark>
              </li>
            ))}
          </ul>
        </>
      )}
    </Dialog>
  );
}
