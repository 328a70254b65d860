import { type ReactNode, useEffect, useRef } from 'react';
import type { AppInfo, Command } from '../../electron/ipc/app.ts';
import { Left } from '../screens/settings/left.tsx';
import { useApp } from '../state/app-info.ts';
import { ask } from '../state/bridge.ts';
import { commandOf, run, useCommand } from '../state/commands.ts';
import { mainScreens } from '../state/main-screens.ts';
import { useReply } from '../state/replies.ts';
import { go, type Screen, useRoute } from '../state/route.ts';
import { useSampleReady } from '../state/sample.ts';
import { Toasts } from '../widgets/toasts.tsx';
import { useWords } from '../words/use-words.tsx';
import { CloseAsked } from './close-asked.tsx';
import { Converted } from './converted.tsx';
import { Converting } from './converting.tsx';
import { CopiedFolderDialog } from './copied-folder.tsx';
import { DropTarget } from './drop-target.tsx';
import { EngineNotice } from './engine-notice.tsx';
import { HistoryDialog } from './history-dialog.tsx';
import { keepFocus, startAtHeading } from './keep-focus.ts';
import { KeyboardHelp } from './keyboard-help.tsx';
import { LockWarning } from './lock-warning.tsx';
import { Palette } from './palette.tsx';
import { Rail } from './rail.tsx';
import { RecoveryNotice } from './recovery-notice.tsx';
import { RefusedNotice } from './refused-notice.tsx';
import { moveRegion } from './regions.ts';
import { Results } from './results.tsx';
import { ScreenFailure } from './screen-failure.tsx';
import { screens } from './screens.tsx';
import { TopBar } from './top-bar.tsx';

/** Top bar, rail, the screen that is shown, and what stands above all screens. */
export function Frame(): ReactNode {
  const { t } = useWords();
  const app = useApp();
  const hasLeft = app.left !== null;
  const isLocked = app.locked !== null;
  const isNew = app.engine === 'new';
  const isConverting = app.engine === 'converting';
  const isShut = isShutIn(app);
  const status = useReply('engine.status', app.engine === 'ready' ? {} : null, { keep: true });
  const pulls = useReply('pull.status', app.engine === 'ready' && !isShut ? {} : null, { keep: true });
  const route = useRoute();
  useKeys();
  useEffect(keepFocus, []);

  // The first screen: the three steps while there is nothing, else the forms.
  const forms = status.value?.forms;
  useEffect(() => {
    if (route === null && forms !== undefined) go({ screen: forms === 0 ? 'first-run' : 'forms' }, 'replace');
  }, [route, forms]);
  useEffect(() => {
    if (isNew) go({ screen: 'first-run' }, 'replace');
  }, [isNew]);

  const shown: Screen = isNew ? 'first-run' : (route?.screen ?? 'forms');
  const place = hasLeft ? 'left' : isLocked ? 'locked' : isConverting ? 'converting' : shown;
  const placeBefore = useRef(place);
  useEffect(() => {
    if (placeBefore.current !== place && route !== null) startAtHeading();
    placeBefore.current = place;
  }, [place, route]);
  const pull = pulls.value?.pull ?? null;
  useSampleReady(pull);
  const isPulling = pull !== null && pull.state !== 'ended';
  const progress =
    !isPulling || pull.totals.toFetch === 0
      ? null
      : (pull.totals.stored + pull.totals.notStored) / pull.totals.toFetch;
  const Shown = hasLeft ? Left : isLocked ? screens.locked : isConverting ? Converting : screens[shown];
  const isDimmed = app.engine === 'restarting' || app.engine === 'broken';
  const isReady = route !== null || isShut;
  return (
    <div className="frame" data-screen={place} data-ready={isReady || app.engine === 'broken' || undefined}>
      <button
        type="button"
        className="skip"
        onClick={() => document.querySelector<HTMLElement>('#content h1')?.focus()}
      >
        {t('frame.skip')}
      </button>
      <TopBar status={status.value ?? null} pull={pull} unfinished={pulls.value?.unfinished ?? null} />
      <Rail
        shown={shown}
        problems={isShut ? 0 : (status.value?.problems ?? 0)}
        progress={isShut ? null : progress}
        isInert={isShut}
      />
      <DropTarget isOn={!isShut}>
        {!hasLeft && <EngineNotice />}
        {!isShut && app.engine === 'ready' && shown !== 'first-run' && <RecoveryNotice />}
        <RefusedNotice />
        <LockWarning />
        <div className="screen" style={isDimmed ? { opacity: 0.6 } : undefined}>
          {isReady && (
            <ScreenFailure key={place}>
              <Shown />
            </ScreenFailure>
          )}
        </div>
      </DropTarget>
      <CloseAsked />
      <CopiedFolderDialog />
      {!isShut && <Palette />}
      {!isLocked && <Converted />}
      <HistoryDialog />
      <KeyboardHelp />
      <Results />
      <Toasts />
    </div>
  );
}

/** Whether nothing of the workspace can be shown or done. */
function isShutIn({ left, locked, engine }: AppInfo): boolean {
  return left !== null || locked !== null || engine === 'new' || engine === 'converting';
}

const byDefault = { isDefault: true } as const;

/** Pulls what is chosen, from any screen. Where it cannot, the Pull screen says why. */
async function startPull(): Promise<void> {
  await ask('pull.start', { forms: null, full: false }).catch(() => undefined);
  go({ screen: 'pull' });
}

/** Shortcuts and the menu's commands, wherever the focus is. */
function useKeys(): void {
  const app = useApp();
  const isMac = app.platform === 'darwin';
  const { singleKeys } = app.settings;
  const isShut = isShutIn(app);
  useCommand('lock', isShut ? null : () => void ask('app.lock', {}));
  useCommand('back', () => history.back());
  useCommand('forward', () => history.forward());
  useCommand('next-region', () => moveRegion(1));
  useCommand('previous-region', () => moveRegion(-1));
  useCommand('start-pull', isShut ? null : () => void startPull(), byDefault);
  useCommand('start-export', isShut ? null : () => go({ screen: 'export' }), byDefault);
  useCommand('add-file', isShut ? null : () => go({ screen: 'keys', add: true }), byDefault);
  useCommand('about', isShut ? null : () => go({ screen: 'settings', section: 'about' }));
  useEffect(() => {
    const hear = (command: Command): boolean => {
      const found = mainScreens.find(({ screen }) => screen === command);
      if (found === undefined) return run(command);
      if (!isShut) go({ screen: found.screen });
      return true;
    };
    const press = (event: KeyboardEvent): void => {
      const command = commandOf(event, isMac, singleKeys);
      if (command !== null && hear(command)) event.preventDefault();
    };
    window.addEventListener('keydown', press);
    const end = window.attache.listen((event) => {
      if (event.type === 'command') hear(event.command);
    });
    return () => {
      window.removeEventListener('keydown', press);
      end();
    };
  }, [isMac, singleKeys, isShut]);

  // The idle clock is told that the person is there: at most every ten seconds.
  useEffect(() => {
    let last = 0;
    const active = (): void => {
      const now = Date.now();
      if (now - last < 10_000) return;
      last = now;
      void ask('app.active', {});
    };
    window.addEventListener('pointerdown', active);
    window.addEventListener('keydown', active);
    return () => {
      window.removeEventListener('pointerdown', active);
      window.removeEventListener('keydown', active);
    };
  }, []);
}
