import { type ReactNode, useState } from 'react';
import { useApp } from '../../state/app-info.ts';
import { useAsk, useReply } from '../../state/replies.ts';
import { go } from '../../state/route.ts';
import { awaitSample } from '../../state/sample.ts';
import { Button, Link } from '../../widgets/button.tsx';
import { ProblemText } from '../../widgets/notice.tsx';
import { useWords } from '../../words/use-words.tsx';
import { RestoreLink } from '../backups/restore-link.tsx';
import { GenerateKey } from '../keys/generate-key.tsx';
import { FormsStep } from './forms-step.tsx';
import { ChooseKept, HowKept } from './how-kept.tsx';
import { KeyStep } from './key-step.tsx';
import { ServerStep } from './server-step.tsx';
import { SharedQuestion } from './shared-question.tsx';

/** From nothing to a running pull: key, server, forms, in any order. First there must be a workspace. */
export function FirstRun(): ReactNode {
  const { engine } = useApp();
  return engine === 'new' ? <BeforeSteps /> : <Steps />;
}

/** There is no workspace yet: how it is kept comes before the three steps. */
function BeforeSteps(): ReactNode {
  const { t } = useWords();
  return (
    <div className="first-run content">
      <div className="first-run-column">
        <h1 className="title-large" tabIndex={-1}>
          {t('firstRun.title')}
        </h1>
        <p className="secondary">{t('firstRun.lead')}</p>
        <ChooseKept />
        <div className="row wraps first-run-action">
          <span className="grow" />
          <TrySample />
        </div>
      </div>
    </div>
  );
}

function Steps(): ReactNode {
  const { t } = useWords();
  const { workspace } = useApp();
  const [isMaking, setMaking] = useState(false);
  const forms = useReply('forms.list', {}, { keep: true }).value?.forms ?? [];
  const start = useAsk('pull.start');
  const chosen = forms.filter(({ isChosen }) => isChosen);
  const toPull = chosen.reduce((sum, { counts }) => sum + (counts.toPull ?? 0), 0);
  const hasKey = chosen.every(({ key }) => key.kind !== 'none' && key.kind !== 'locked');
  const pull = async (): Promise<void> => {
    if ((await start.ask({ forms: null, full: false })) !== null) go({ screen: 'pull' });
  };
  const { problem } = start;
  return (
    <div className="first-run content">
      <div className="first-run-column">
        <h1 className="title-large" tabIndex={-1}>
          {t('firstRun.title')}
        </h1>
        <p className="secondary">{t('firstRun.lead')}</p>
        <ol>
          <Step number={1} title={t('firstRun.key')}>
            <KeyStep onGenerate={() => setMaking(true)} />
          </Step>
          <Step number={2} title={t('firstRun.server')}>
            <ServerStep />
          </Step>
          <Step number={3} title={t('firstRun.forms')}>
            <FormsStep />
          </Step>
        </ol>
        <HowKept />
        <SharedQuestion />
        <div className="row wraps first-run-action">
          <Button
            kind="primary"
            icon="arrow-down-to-line"
            disabled={chosen.length === 0 ? t('firstRun.pull.none') : null}
            onPress={() => void pull()}
          >
            {t('firstRun.pull', { count: toPull })}
          </Button>
          {chosen.length > 0 && (
            <span className="secondary">
              {t('firstRun.pull.into', { forms: chosen.length, folder: workspace.path })}
            </span>
          )}
          <span className="grow" />
          {forms.length === 0 && (
            <>
              <RestoreLink />
              <TrySample />
            </>
          )}
        </div>
        {chosen.length > 0 && !hasKey && <p className="secondary">{t('firstRun.pull.withoutKey')}</p>}
        {problem !== null && <ProblemText problem={problem} />}
      </div>
      {isMaking && <GenerateKey close={() => setMaking(false)} />}
    </div>
  );
}

/** A link that opens the sample project. */
function TrySample(): ReactNode {
  const { t } = useWords();
  const sample = useAsk('workspace.openSample');
  const openSample = async (): Promise<void> => {
    awaitSample(true);
    // The screen shows the pull of the sample until the data is here.
    if ((await sample.ask({})) === null) awaitSample(false);
    else go({ screen: 'pull' });
  };
  return (
    <>
      <Link onPress={() => void openSample()}>{t('firstRun.sample')}</Link>
      <span className="secondary">{t('firstRun.sample.text')}</span>
      {sample.problem !== null && <ProblemText problem={sample.problem} />}
    </>
  );
}

function Step({
  number,
  title,
  children,
}: {
  readonly number: number;
  readonly title: string;
  readonly children: ReactNode;
}): ReactNode {
  const words = useWords();
  return (
    <li className="step">
      <span className="step-number" aria-hidden="true">
        {words.number(number)}
      </span>
      <section aria-label={title}>
        <h2 className="heading">{title}</h2>
        {children}
      </section>
    </li>
  );
}
