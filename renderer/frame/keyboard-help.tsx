import { type ReactNode, useState } from 'react';
import type { Command } from '../../electron/ipc/app.ts';
import { useApp } from '../state/app-info.ts';
import { useCommand } from '../state/commands.ts';
import { mainScreens } from '../state/main-screens.ts';
import { shortcutText } from '../state/shortcut-text.ts';
import { Button } from '../widgets/button.tsx';
import { Dialog } from '../widgets/dialog.tsx';
import { useWords } from '../words/use-words.tsx';

const shown: readonly Command[] = [
  'palette',
  'find',
  'clear-filters',
  'start-pull',
  'stop-pull',
  'start-export',
  'lock',
  'add-file',
  'refresh',
  'back',
  'forward',
  'go-to-row',
  'copy-id',
  'history',
  'keyboard-help',
];

const numbered = mainScreens.filter(({ screen }) => screen !== 'settings');

/** Every shortcut, in one list. */
export function KeyboardHelp(): ReactNode {
  const words = useWords();
  const { t } = words;
  const isMac = useApp().platform === 'darwin';
  const [isOpen, setOpen] = useState(false);
  useCommand('keyboard-help', () => setOpen(true));
  if (!isOpen) return null;
  const close = (): void => setOpen(false);
  const mod = isMac ? '⌘' : 'Ctrl+';
  const lines: readonly (readonly [string, string])[] = [
    [`${mod}1–${numbered.length}`, numbered.map(({ label }) => t(label)).join(', ')],
    [`${mod},`, t('frame.settings')],
    ...shown.map(
      (command) =>
        [shortcutText(command, isMac) ?? '', words.maybe(`frame.command.${command}`) ?? ''] as const,
    ),
    ['F6', t('frame.help.region')],
    [isMac ? '⇧F6' : 'Shift+F6', t('frame.help.regionBack')],
    ['Space, Enter', t('frame.help.sheet')],
    ['J, K', t('frame.help.sheetMove')],
    [`${mod}C`, t('frame.help.copyRows')],
  ];
  return (
    <Dialog
      title={t('frame.help')}
      isWide
      onClose={close}
      buttons={
        <Button autoFocus onPress={close}>
          {t('common.close')}
        </Button>
      }
    >
      <dl className="keys-list">
        {lines.map(([keys, does]) => (
          <div key={`${keys} ${does}`}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <p className="secondary">{t('frame.help.single')}</p>
    </Dialog>
  );
}
