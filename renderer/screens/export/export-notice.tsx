import { Fragment, type ReactNode, useRef, useState } from 'react';
import type { DonePart, ExportStatus } from '../../../electron/ipc/export.ts';
import { ask } from '../../state/bridge.ts';
import { say } from '../../state/notices.ts';
import { go } from '../../state/route.ts';
import { Button, Link } from '../../widgets/button.tsx';
import { Notice } from '../../widgets/notice.tsx';
import { useScrolls } from '../../widgets/use-scrolls.ts';
import { useWords } from '../../words/use-words.tsx';
import { databaseOf, doneCounts } from './in-database.ts';
import { partNames } from './part-name.ts';
import { ReportDialog } from './report-dialog.tsx';
import { saidByParts } from './said.ts';

type Done = Extract<ExportStatus, { readonly state: 'done' }>;

/** How the last export ended. */
export function ExportNotice({
  status,
  again,
}: {
  readonly status: ExportStatus;
  readonly again: () => void;
}): ReactNode {
  const { t, problem } = useWords();
  switch (status.state) {
    case 'running':
      return null;
    case 'stopped':
      return (
        <Notice tone="info" icon="square" title={t('export.stopped')}>
          {status.written === 0
            ? t('export.stopped.text')
            : t('export.stopped.written', { count: status.written })}
        </Notice>
      );
    case 'failed': {
      const { sentence, action } = problem(status.problem);
      return (
        <Notice
          tone="bad"
          title={t('export.failed')}
          action={<Button onPress={again}>{t('export.failed.again')}</Button>}
        >
          {sentence} {t('export.failed.kept')} {action}
        </Notice>
      );
    }
    case 'done':
      return <DoneNotice status={status} />;
  }
}

function DoneNotice({ status }: { readonly status: Done }): ReactNode {
  const words = useWords();
  const { t } = words;
  const [isReportShown, setReportShown] = useState(false);
  const { inDatabase, media, placeId, folder, parts } = status;
  const copy = async (): Promise<void> => {
    await ask('app.copy', { text: folder });
    say(t('common.copied'));
  };
  const database = databaseOf(parts);
  const counts = doneCounts(words, status);
  const inTables = t('export.done.database', inDatabase);
  const failed = parts.filter(({ problem }) => problem !== null).length;
  const isGood = failed === 0 && parts.every(({ problems }) => problems.length === 0);
  return (
    <Notice
      tone={isGood ? 'good' : 'warn'}
      title={failed === 0 ? t('export.done') : t('export.done.some', { count: failed, all: parts.length })}
      action={
        <>
          <Button icon="folder-open" onPress={() => void ask('app.showInFolder', { placeId })}>
            {t('common.openFolder')}
          </Button>
          {parts.some(({ hasReport }) => hasReport) && (
            <Button icon="file-text" onPress={() => setReportShown(true)}>
              {t('export.report.show')}
            </Button>
          )}
          <Button kind="quiet" onPress={() => void copy()}>
            {t('export.done.copyPath')}
          </Button>
        </>
      }
    >
      {database === 'all'
        ? inTables
        : media.files === 0
          ? t('export.done.files', counts)
          : t('export.done.filesAndMedia', counts)}
      {database === 'some' && ` ${inTables}`}
      <Problems parts={parts} />
      {isReportShown && <ReportDialog parts={parts} close={() => setReportShown(false)} />}
    </Notice>
  );
}

/** What the parts say. With several parts, each sentence begins with the names of those that say it. */
function Problems({ parts }: { readonly parts: readonly DonePart[] }): ReactNode {
  const words = useWords();
  const { t, problem } = words;
  const box = useRef<HTMLDivElement>(null);
  const isScrolled = useScrolls(box);
  return (
    <div
      ref={box}
      className="export-said"
      // The keyboard scrolls what many parts say.
      {...(isScrolled ? { role: 'group', 'aria-label': t('export.report'), tabIndex: 0 } : {})}
    >
      <ul className="export-problems">
        {saidByParts(parts).map(({ parts: saying, one, more }) => {
          const { sentence, action } = problem(one);
          const [part] = saying;
          const submissionId = part?.named[one.code];
          return (
            <li key={`${saying.map((each) => parts.indexOf(each)).join()} ${one.code} ${sentence}`}>
              {parts.length > 1 && (
                <span className="export-part-name">
                  {partNames(words, saying, parts).map((name, i) => (
                    <Fragment key={name}>
                      {i > 0 && ' · '}
                      <bdi>{name}</bdi>
                    </Fragment>
                  ))}
                </span>
              )}
              {sentence} <span className="secondary">{action}</span>
              {more > 0 && ` ${t('export.done.more', { count: more })}`}
              {part !== undefined && submissionId !== undefined && (
                <>
                  {' '}
                  <Link onPress={() => go({ screen: 'data', formId: part.formId, submissionId })}>
                    {t('export.done.showSubmission')}
                  </Link>
                </>
              )}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
