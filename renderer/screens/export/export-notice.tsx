import type { ReactNode } from 'react';
import type { ProblemView } from '../../../electron/ipc/common.ts';
import type { ExportStatus } from '../../../electron/ipc/export.ts';
import { ask } from '../../state/bridge.ts';
import { say } from '../../state/notices.ts';
import { go } from '../../state/route.ts';
import { Button, Link } from '../../widgets/button.tsx';
import { Notice } from '../../widgets/notice.tsx';
import { useWords } from '../../words/use-words.tsx';

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
          {t('export.stopped.text')}
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
  const { t, bytes } = useWords();
  const { files, rows, media, placeId, folder, problems, notes } = status;
  const copy = async (): Promise<void> => {
    await ask('app.copy', { text: folder });
    say(t('common.copied'));
  };
  const counts = { files: files.length, rows, media: media.files, size: bytes(media.bytes) };
  return (
    <Notice
      tone={problems.length === 0 ? 'good' : 'warn'}
      title={t('export.done')}
      action={
        <>
          <Button icon="folder-open" onPress={() => void ask('app.showInFolder', { placeId })}>
            {t('common.openFolder')}
          </Button>
          <Button kind="quiet" onPress={() => void copy()}>
            {t('export.done.copyPath')}
          </Button>
        </>
      }
    >
      {media.files === 0 ? t('export.done.files', counts) : t('export.done.filesAndMedia', counts)}
      {problems.length + notes.length > 0 && <Problems problems={[...problems, ...notes]} status={status} />}
    </Notice>
  );
}

function Problems({
  problems,
  status: { formId, named },
}: {
  readonly problems: readonly ProblemView[];
  readonly status: Done;
}): ReactNode {
  const { t, problem } = useWords();
  return (
    <ul className="export-problems">
      {problems.map((one) => {
        const { sentence, action } = problem(one);
        const submissionId = named[one.code];
        return (
          <li key={`${one.code} ${sentence}`}>
            {sentence} <span className="secondary">{action}</span>
            {submissionId !== undefined && (
              <>
                {' '}
                <Link onPress={() => go({ screen: 'data', formId, submissionId })}>
                  {t('export.done.showSubmission')}
                </Link>
              </>
            )}
          </li>
        );
      })}
    </ul>
  );
}
