import { type ReactNode, useRef, useState } from 'react';
import type { FormKey } from '../../../electron/ipc/common.ts';
import type { FormDetails, FormRow } from '../../../electron/ipc/forms.ts';
import { useAddForm } from '../../state/add-form.ts';
import { useReply } from '../../state/replies.ts';
import { go } from '../../state/route.ts';
import { useServerKinds } from '../../state/server-kinds.ts';
import { Button, Link } from '../../widgets/button.tsx';
import { LoadingRows } from '../../widgets/loading.tsx';
import { ProblemText } from '../../widgets/notice.tsx';
import { StateMark } from '../../widgets/state-mark.tsx';
import { useEscape } from '../../widgets/use-escape.ts';
import { useWords } from '../../words/use-words.tsx';
import { OutcomeMark } from '../pull/outcome-mark.tsx';
import { DecryptThere } from './decrypt-there.tsx';
import { KeyState } from './key-state.tsx';
import { PullSettingsForm } from './pull-settings-form.tsx';

/** One form: versions, key, last pulls, and how it is pulled. */
export function FormDetailsPane({
  form,
  close,
}: {
  readonly form: FormKey;
  readonly close: () => void;
}): ReactNode {
  const { t } = useWords();
  const details = useReply('forms.details', form, { keep: true });
  const pane = useRef<HTMLElement>(null);
  useEscape(pane, close);
  return (
    <aside ref={pane} className="side details" aria-label={t('forms.details')} data-region="sheet">
      {details.state === 'loading' && <LoadingRows screen={t('forms.details')} rows={4} />}
      {details.state === 'refused' && <ProblemText problem={details.problem} />}
      {details.state === 'there' && <Details details={details.value} close={close} />}
    </aside>
  );
}

function AddKey(): ReactNode {
  const { t } = useWords();
  return (
    <div>
      <Link onPress={() => go({ screen: 'keys', add: true })}>{t('forms.details.key.add')}</Link>
    </div>
  );
}

/** Shown where the form has no definition here. The user may have it as a file. */
function AddDefinition(): ReactNode {
  const { t } = useWords();
  const { choose, problem } = useAddForm();
  return (
    <>
      <div>
        <Button onPress={() => void choose()}>{t('problems.action.choose-form')}</Button>
      </div>
      {problem !== null && <ProblemText problem={problem} />}
    </>
  );
}

/** What the user can do about a key that the server keeps. It depends on the kind of server. */
function KeptKey({ row }: { readonly row: FormRow }): ReactNode {
  const { t } = useWords();
  const [isAsking, setAsking] = useState(false);
  const kinds = useServerKinds();
  const sources = useReply('forms.list', {}, { keep: true }).value?.sources ?? [];
  const kind = sources.find(({ name }) => name === row.source)?.kind;
  if (kinds.find((known) => known.kind === kind)?.decryptsWhenAsked !== true) {
    return <p className="secondary">{t('forms.details.key.opensItself')}</p>;
  }
  return (
    <>
      <p className="secondary">{t('forms.details.key.server')}</p>
      <AddKey />
      <div>
        <Link onPress={() => setAsking(true)}>{t('forms.there.open')}</Link>
      </div>
      {isAsking && <DecryptThere row={row} close={() => setAsking(false)} />}
    </>
  );
}

function Details({
  details,
  close,
}: {
  readonly details: FormDetails;
  readonly close: () => void;
}): ReactNode {
  const { t, number, when, full } = useWords();
  const { row, versions, lastPulls } = details;
  return (
    <>
      <div className="row">
        <h2 className="heading grow">
          <bdi>{row.title}</bdi>
        </h2>
        <Button kind="quiet" icon="x" label={t('common.close')} onPress={close} />
      </div>
      <dl className="facts">
        <div>
          <dt>{t('forms.details.id')}</dt>
          <dd>
            <bdi className="mono" dir="ltr">
              {row.formId}
            </bdi>
          </dd>
        </div>
        <div>
          <dt>{t('forms.details.source')}</dt>
          <dd>
            <bdi>{row.source}</bdi>
          </dd>
        </div>
        <div>
          <dt>{t('forms.details.versions')}</dt>
          <dd>
            {versions.map(({ version, here, key, waiting }) => (
              <div key={version} className="row wraps">
                <span className="tag">
                  <bdi>{version === '' ? t('forms.details.version.none') : version}</bdi>
                </span>
                <span className="secondary">{t('forms.details.version.here', { count: here })}</span>
                {waiting > 0 && (
                  <StateMark icon="lock" tone="warn">
                    {t('forms.details.version.waiting', { count: waiting })}
                  </StateMark>
                )}
                {key !== null && (
                  <bdi className="mono secondary" dir="ltr" title={key.fingerprint}>
                    {key.name ?? key.fingerprint.slice(0, 16)}
                  </bdi>
                )}
              </div>
            ))}
            {isUndefined(row) && <AddDefinition />}
          </dd>
        </div>
        {row.key.kind !== 'not-encrypted' && (
          <div>
            <dt>{t('forms.details.key')}</dt>
            <dd>
              <KeyState state={row.key} />
              {row.key.kind === 'server' && <KeptKey row={row} />}
              {(row.key.kind === 'none' || row.key.kind === 'some') && <AddKey />}
            </dd>
          </div>
        )}
        <div>
          <dt>{t('forms.details.pulls')}</dt>
          <dd>
            {lastPulls.length === 0 && <span className="secondary">{t('forms.details.pulls.none')}</span>}
            {lastPulls.map((pull) => (
              <div key={pull.pullId} className="row wraps">
                <Link onPress={() => go({ screen: 'pull', report: pull.pullId })}>
                  <span title={full(pull.startedAt)}>{when(pull.startedAt)}</span>
                </Link>
                <OutcomeMark outcome={pull.outcome} />
                <span className="secondary">{number(pull.counts.stored)}</span>
              </div>
            ))}
          </dd>
        </div>
      </dl>
      <h2>{t('forms.details.settings')}</h2>
      <PullSettingsForm details={details} />
      <Button onPress={() => go({ screen: 'data', formId: row.formId })}>
        {t('forms.details.openData')}
      </Button>
    </>
  );
}

/** Only a definition has the form's key, or shows that it has none. */
function isUndefined({ key }: FormRow): boolean {
  return key.kind === 'unknown' || (key.kind === 'none' && key.fingerprint === null);
}
