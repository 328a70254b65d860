import { type ReactNode, useSyncExternalStore } from 'react';
import { Button } from 'react-aria-components';
import type { EngineStatus } from '../../electron/ipc/app.ts';
import type { PullStatus, UnfinishedPull } from '../../electron/ipc/pull.ts';
import { hostOf, isOffline } from '../screens/pull/no-answer.ts';
import { useApp } from '../state/app-info.ts';
import { ask } from '../state/bridge.ts';
import { run } from '../state/commands.ts';
import { usable } from '../state/copied-folder.ts';
import { go } from '../state/route.ts';
import { Icon } from '../widgets/icon.tsx';
import { MenuButton, type MenuEntry } from '../widgets/menu.tsx';
import { StateMark } from '../widgets/state-mark.tsx';
import { useWords } from '../words/use-words.tsx';
import { BackupChip } from './backup-chip.tsx';
import { Mark } from './mark.tsx';

/** Whether this computer has no network at all. A server that does not answer is told by its pull. */
function useOffline(): boolean {
  return useSyncExternalStore(
    (listener) => {
      window.addEventListener('online', listener);
      window.addEventListener('offline', listener);
      return () => {
        window.removeEventListener('online', listener);
        window.removeEventListener('offline', listener);
      };
    },
    () => !navigator.onLine,
  );
}

/** State that is always in view: the workspace, a running pull, whether keys are open. */
export function TopBar({
  status,
  pull,
  unfinished,
}: {
  readonly status: EngineStatus | null;
  readonly pull: PullStatus | null;
  readonly unfinished: UnfinishedPull | null;
}): ReactNode {
  const { t } = useWords();
  const app = useApp();
  const isMac = app.platform === 'darwin';
  const isOffline = useOffline();
  const shownName = app.workspace.isSample ? t('frame.sample') : app.workspace.name;
  return (
    <header className="top-bar" data-region="top">
      <div className="brand">
        <Mark />
        <span className="label">{t('common.app')}</span>
      </div>
      <MenuButton
        label={t('frame.workspace', { name: shownName })}
        className="top-button"
        entries={useWorkspaceEntries()}
      >
        <bdi className="cut strong">{shownName}</bdi>
        <Icon name="chevron-down" inText />
      </MenuButton>
      {app.workspace.isSample && (
        <Button className="top-button link" onPress={() => void ask('workspace.leaveSample', {})}>
          {t('frame.sample.leave')}
        </Button>
      )}
      <span className="grow" />
      {isOffline && (
        <span className="top-button" title={t('frame.offline.why')}>
          <StateMark icon="wifi-off">{t('frame.offline')}</StateMark>
        </span>
      )}
      <BackupChip />
      <PullChip pull={pull} unfinished={unfinished} />
      <Button className="top-button divided" onPress={() => go({ screen: 'keys' })}>
        <Icon name={(status?.keys.open ?? 0) > 0 ? 'lock-open' : 'lock'} />
        <span>
          {app.locked !== null ? t('frame.locked') : t('frame.keysOpen', { count: status?.keys.open ?? 0 })}
        </span>
      </Button>
      <Button className="top-button" onPress={() => run('lock')}>
        <Icon name="lock" />
        <span>{t('frame.lockNow')}</span>
        <kbd className="only-wide">{isMac ? '⌘L' : 'Ctrl+L'}</kbd>
      </Button>
    </header>
  );
}

function useWorkspaceEntries(): readonly MenuEntry[] {
  const { t } = useWords();
  const { recent, workspace } = useApp();
  const openOther = async (): Promise<void> => {
    const place = await usable(await ask('app.chooseFolder', { purpose: 'workspace' }), 'workspace');
    if (place !== null) await ask('workspace.open', { placeId: place.id });
  };
  return [
    {
      id: 'show',
      label: t('frame.workspace.show'),
      icon: 'folder-open',
      run: () => void ask('app.showWorkspace', {}),
    },
    { id: 'open', label: t('frame.workspace.openOther'), icon: 'folder', run: () => void openOther() },
    ...recent.slice(0, 5).flatMap((other, i) =>
      other.path === workspace.path
        ? []
        : [
            {
              id: `recent-${i}`,
              label: t('frame.workspace.recent', { name: other.name }),
              run: () => void ask('workspace.open', { recent: i }),
            },
          ],
    ),
  ];
}

function PullChip({
  pull,
  unfinished,
}: {
  readonly pull: PullStatus | null;
  readonly unfinished: UnfinishedPull | null;
}): ReactNode {
  const { t } = useWords();
  if (pull === null || pull.state === 'ended') {
    if (unfinished === null) return null;
    return (
      <Button className="top-button" onPress={() => go({ screen: 'pull' })}>
        <Icon name="square" inText />
        {t('frame.pullStopped')}
      </Button>
    );
  }
  const { toFetch, stored, notStored } = pull.totals;
  const done = stored + notStored;
  const { notAnswering } = pull;
  return (
    <Button className="top-button" onPress={() => go({ screen: 'pull' })}>
      <Icon name={notAnswering === null ? 'arrow-down-to-line' : 'wifi-off'} inText />
      {notAnswering !== null ? (
        <span className="cut">
          {isOffline(notAnswering)
            ? t('frame.pullWaiting')
            : t('frame.pullNoAnswer', { host: hostOf(notAnswering) })}
        </span>
      ) : (
        <>
          <span className="mini-bar">
            <i style={{ width: `${toFetch === 0 ? 0 : (100 * done) / toFetch}%` }} />
          </span>
          <span className="cut">
            {pull.kind === 'open'
              ? t('frame.opening', { done, all: toFetch })
              : t('frame.pulling', { forms: pull.forms.length, done, all: toFetch })}
          </span>
        </>
      )}
    </Button>
  );
}
