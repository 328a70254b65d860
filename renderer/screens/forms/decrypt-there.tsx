import { type ReactNode, useState } from 'react';
import type { FormRow } from '../../../electron/ipc/forms.ts';
import type { DecryptedProject, DecryptedThere } from '../../../electron/ipc/servers.ts';
import { ask } from '../../state/bridge.ts';
import { usable } from '../../state/copied-folder.ts';
import { useAsk } from '../../state/replies.ts';
import { Button, Link } from '../../widgets/button.tsx';
import { Check } from '../../widgets/check.tsx';
import { Dialog } from '../../widgets/dialog.tsx';
import { SecretField } from '../../widgets/field.tsx';
import { Notice, ProblemText } from '../../widgets/notice.tsx';
import { useWords } from '../../words/use-words.tsx';

/**
 * Asks the server to decrypt a form whose key it keeps. Says first that the server then has the passphrase
 * and the answers. Sends nothing before the user agrees.
 */
export function DecryptThere({
  row,
  close,
}: {
  readonly row: FormRow;
  readonly close: () => void;
}): ReactNode {
  const { t } = useWords();
  const asking = useAsk('servers.decryptThere');
  const [passphrase, setPassphrase] = useState('');
  const [isAgreed, setAgreed] = useState(false);
  const [done, setDone] = useState<readonly DecryptedThere[] | null>(null);
  const whyNot = asking.isAsking
    ? t('forms.there.working')
    : !isAgreed
      ? t('forms.there.agree.first')
      : passphrase === ''
        ? t('forms.there.passphrase.first')
        : null;
  const send = async (): Promise<void> => {
    const place = await usable(await ask('app.chooseFolder', { purpose: 'export' }), 'export');
    if (place === null) return;
    const form = { source: row.source, formId: row.formId };
    const found = await asking.ask({ form, passphrase, placeId: place.id });
    setPassphrase('');
    if (found !== null) setDone(found);
  };
  if (done !== null) return <Done done={done} close={close} />;
  return (
    <Dialog
      title={t('forms.there.title')}
      {...(asking.isAsking ? {} : { onClose: close })}
      buttons={
        <>
          <Button disabled={asking.isAsking ? t('forms.there.working') : null} onPress={close}>
            {t('common.cancel')}
          </Button>
          <Button kind="primary" disabled={whyNot} onPress={() => void send()}>
            {asking.isAsking ? t('forms.there.working') : t('forms.there.action')}
          </Button>
        </>
      }
    >
      <div className="stack">
        <Notice tone="warn" title={t('forms.there.warn')} />
        <p>{t('forms.there.text', { server: row.source, form: row.title })}</p>
        <p>{t('forms.there.instead')}</p>
        <Check isChecked={isAgreed} onChange={setAgreed} isDisabled={asking.isAsking}>
          {t('forms.there.agree')}
        </Check>
        <SecretField
          isStacked
          label={t('forms.there.passphrase')}
          {...(row.keyHint === null ? {} : { hint: t('common.keyHint', { hint: row.keyHint }) })}
          value={passphrase}
          onChange={setPassphrase}
        />
        {asking.problem !== null && <ProblemText problem={asking.problem} />}
      </div>
    </Dialog>
  );
}

/** The result by project: how many submissions the server sent, and how many are missing. */
function Done({
  done,
  close,
}: {
  readonly done: readonly DecryptedThere[];
  readonly close: () => void;
}): ReactNode {
  const { t } = useWords();
  return (
    <Dialog
      title={t('forms.there.done')}
      onClose={close}
      buttons={
        <Button kind="primary" autoFocus onPress={close}>
          {t('common.close')}
        </Button>
      }
    >
      <div className="stack">
        <p>{t('forms.there.done.text')}</p>
        {done.map((one) =>
          'problem' in one ? (
            <div key={one.project}>
              <p>{t('forms.there.done.nothing', { project: one.project })}</p>
              <ProblemText problem={one.problem} />
            </div>
          ) : (
            <Project key={one.project} one={one} />
          ),
        )}
      </div>
    </Dialog>
  );
}

function Project({
  one: { project, place, counted, rows, notDecrypted, missing, withoutData, renamed },
}: {
  readonly one: DecryptedProject;
}): ReactNode {
  const { t } = useWords();
  return (
    <div>
      <p>{t('forms.there.done.rows', { project, rows, counted })}</p>
      {missing > 0 && <p>{t('forms.there.done.missing', { count: missing })}</p>}
      {notDecrypted > 0 && <p>{t('forms.there.done.notDecrypted', { count: notDecrypted })}</p>}
      {withoutData > 0 && <p>{t('forms.there.done.withoutData', { count: withoutData })}</p>}
      {renamed > 0 && <p>{t('forms.there.done.renamed', { count: renamed })}</p>}
      <Link onPress={() => void ask('app.showInFolder', { placeId: place.id })}>
        {t('common.openFolder')}
      </Link>
    </div>
  );
}
