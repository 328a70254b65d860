import type { ReactNode } from 'react';
import type { ProblemView } from '../../../electron/ipc/common.ts';
import type { PullForm, PullReport } from '../../../electron/ipc/pull.ts';
import { useReply } from '../../state/replies.ts';
import { go } from '../../state/route.ts';
import { Button, Link } from '../../widgets/button.tsx';
import type { IconName } from '../../widgets/icon.tsx';
import { StateMark } from '../../widgets/state-mark.tsx';
import { useWords } from '../../words/use-words.tsx';
import { formRowId } from '../forms/form-list.ts';
import { isSameCause } from '../problems/group-list.ts';
import { TwinPlaces } from './twin-places.tsx';

type Cause = PullReport['problems'][number];

const looks: Readonly<
  Record<NonNullable<Cause['bucket']>, { readonly icon: IconName; readonly tone: 'bad' | 'warn' }>
> = {
  'not-readable': { icon: 'circle-x', tone: 'bad' },
  'not-stored': { icon: 'rotate-cw', tone: 'bad' },
  warning: { icon: 'triangle-alert', tone: 'warn' },
};

/** The submissions in trouble by their cause, which add up to those of the sums above, what is wrong with forms, and the forms that were not listed. */
export function ReportProblems({ report }: { readonly report: PullReport }): ReactNode {
  const { t } = useWords();
  const { problems, forms, formProblems } = report;
  // The user may have fixed a cause since the pull.
  const left = useReply('problems.list', { formId: null }, { keep: true }).value?.groups;
  const isMended = ({ problem: { code } }: Cause): boolean =>
    left !== undefined && !left.some(({ problem }) => isSameCause(problem.code, code));
  const found = problems.reduce((sum, { count }) => sum + count, 0);
  const unread = forms.filter((form) => form.problem !== null);
  // One server that was not reached is one line, whatever it has; where that is all, the outcome has said it.
  // Two forms of one ID are one line as well, and have one way out; other pairs have another.
  const groups = [...Map.groupBy(unread, causeOf).values()];
  const isSaid = report.summary.outcome === 'failed' && groups.length === 1;
  return (
    <>
      {problems.length > 0 && (
        <section className="report-problems" aria-label={t('report.problems.title', { count: found })}>
          <div className="row pane-head">
            <h2 className="grow">{t('report.problems.title', { count: found })}</h2>
            <Link onPress={() => go({ screen: 'problems' })}>{t('report.problems.open')}</Link>
          </div>
          <ul>
            {problems.map((cause) => (
              <CauseLine
                key={`${cause.bucket ?? ''} ${cause.problem.code}`}
                cause={cause}
                isMended={isMended(cause)}
              />
            ))}
          </ul>
        </section>
      )}
      {formProblems.length > 0 && (
        <section
          className="report-problems"
          aria-label={t('report.forms.title', { count: formProblems.length })}
        >
          <div className="row pane-head">
            <h2 className="grow">{t('report.forms.title', { count: formProblems.length })}</h2>
            <Link onPress={() => go({ screen: 'forms' })}>{t('forms.title')}</Link>
          </div>
          <ul>
            {formProblems.map((problem) => (
              <FormLine key={`${problem.code} ${JSON.stringify(problem.params)}`} problem={problem} />
            ))}
          </ul>
        </section>
      )}
      {unread.length > 0 && !isSaid && (
        <section className="report-problems" aria-label={t('report.lists.title', { count: unread.length })}>
          <div className="row pane-head">
            <h2 className="grow">{t('report.lists.title', { count: unread.length })}</h2>
          </div>
          <ul>
            {groups.map((group) => (
              <UnreadLine key={group.map(formRowId).join(' ')} forms={group} />
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function CauseLine({
  cause: { problem, count, bucket },
  isMended,
}: {
  readonly cause: Cause;
  readonly isMended: boolean;
}): ReactNode {
  const words = useWords();
  const { t, number } = words;
  const { icon, tone } = looks[bucket ?? 'warning'];
  return (
    <li className="row">
      <StateMark icon={isMended ? 'circle-check' : icon} tone={isMended ? 'ok' : tone}>
        <span className="hidden">{problem.code}</span>
      </StateMark>
      <b className="report-count number">{number(count)}</b>
      <span className="report-heading strong cut">
        {words.maybe(`codes.${problem.code}.heading`, problem.params) ?? words.problem(problem).sentence}
      </span>
      <span className="secondary cut grow">
        {isMended ? t('problems.mended') : words.problem(problem).action}
      </span>
      <Button
        onPress={() =>
          go({ screen: 'problems', cause: problem, ...(bucket === undefined ? {} : { bucket }) })
        }
      >
        {t('report.problems.show')}
      </Button>
    </li>
  );
}

function FormLine({ problem }: { readonly problem: ProblemView }): ReactNode {
  const words = useWords();
  const { sentence, action } = words.problem(problem);
  return (
    <li className="row report-form">
      <StateMark icon="triangle-alert" tone="warn">
        <span className="hidden">{problem.code}</span>
      </StateMark>
      <span className="report-heading strong">{sentence}</span>
      <span className="secondary grow">{action}</span>
    </li>
  );
}

function UnreadLine({ forms }: { readonly forms: readonly PullForm[] }): ReactNode {
  const words = useWords();
  const [first] = forms;
  if (first?.problem == null) return null;
  const { sentence, action } = words.problem(first.problem);
  const where =
    forms.length === 1
      ? first.title
      : words.t('report.lists.source', { source: first.source, count: forms.length });
  return (
    <li className="row">
      <StateMark icon="circle-x" tone="bad">
        <span className="hidden">{first.problem.code}</span>
      </StateMark>
      <span className="report-heading strong cut">
        <bdi>{where}</bdi>
      </span>
      <span className="secondary cut grow" title={`${sentence} ${action}`}>
        {sentence} {action}
      </span>
      {first.problem.code === 'source.form_id_twice' && (
        <TwinPlaces
          source={first.source}
          formIds={forms.map(({ formId }) => formId)}
          problem={first.problem}
        />
      )}
    </li>
  );
}

function causeOf({ source, problem }: PullForm): string {
  const which = problem?.code === 'source.form_id_twice' ? problem.params.form : '';
  return `${source} ${problem?.code} ${which}`;
}
