import { type KeyboardEvent, type ReactNode, useId, useState } from 'react';
import { commands } from '../state/command-list.ts';
import { canRun, run, useCommand } from '../state/commands.ts';
import { mainScreens } from '../state/main-screens.ts';
import { useReply } from '../state/replies.ts';
import { go } from '../state/route.ts';
import { Dialog } from '../widgets/dialog.tsx';
import { Icon, type IconName } from '../widgets/icon.tsx';
import { useWords } from '../words/use-words.tsx';

interface Target {
  readonly id: string;
  readonly label: string;
  readonly icon: IconName;
  readonly run: () => void;
}

/** Ctrl+K: goes to any form, screen, key or server, and does any command, by a few letters of its name. */
export function Palette(): ReactNode {
  const [isOpen, setOpen] = useState(false);
  useCommand('palette', () => setOpen(true));
  return isOpen ? <Open close={() => setOpen(false)} /> : null;
}

function Open({ close }: { readonly close: () => void }): ReactNode {
  const { t } = useWords();
  const list = useId();
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const found = useTargets()
    .filter(({ label }) => fits(label, text))
    .slice(0, 50);
  const choose = (target: Target | undefined): void => {
    if (target === undefined) return;
    close();
    target.run();
  };
  const press = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      setAt((found.length + at + step) % Math.max(found.length, 1));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      choose(found[at]);
    }
  };
  return (
    <Dialog title={t('frame.palette')} isWide onClose={close} buttons={null}>
      <span className="field-box palette-field">
        <Icon name="search" inText />
        <input
          role="combobox"
          aria-label={t('frame.palette.placeholder')}
          aria-expanded="true"
          aria-controls={list}
          aria-activedescendant={found[at] === undefined ? undefined : `${list}-${at}`}
          placeholder={t('frame.palette.placeholder')}
          autoFocus
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setAt(0);
          }}
          onKeyDown={press}
        />
      </span>
      <div role="listbox" id={list} aria-label={t('frame.palette')} className="palette-list">
        {found.map((target, i) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are heard by the field, which keeps the focus.
          <div
            key={target.id}
            id={`${list}-${i}`}
            role="option"
            tabIndex={-1}
            aria-selected={i === at}
            className="menu-item"
            data-focused={i === at || undefined}
            onClick={() => choose(target)}
          >
            <Icon name={target.icon} />
            <bdi className="cut">{target.label}</bdi>
          </div>
        ))}
      </div>
      {found.length === 0 && <p className="secondary">{t('frame.palette.none')}</p>}
    </Dialog>
  );
}

function useTargets(): readonly Target[] {
  const words = useWords();
  const { t } = words;
  const forms = useReply('data.forms', {}).value ?? [];
  const keys = useReply('keys.list', {}).value?.keys ?? [];
  const servers = useReply('servers.list', {}).value ?? [];
  return [
    ...mainScreens.map(
      ({ screen, label, icon }): Target => ({ id: screen, label: t(label), icon, run: () => go({ screen }) }),
    ),
    ...forms.map(
      ({ formId, title }): Target => ({
        id: `form ${formId}`,
        label: title,
        icon: 'clipboard-list',
        run: () => go({ screen: 'data', formId }),
      }),
    ),
    ...keys.map(
      ({ fingerprint, name }): Target => ({
        id: `key ${fingerprint}`,
        label: name,
        icon: 'key-round',
        run: () => go({ screen: 'keys', fingerprint }),
      }),
    ),
    ...servers.map(
      ({ name, kind }): Target => ({
        id: `server ${name}`,
        label: name,
        icon: kind === 'folder' ? 'folder' : 'server',
        run: () => go({ screen: 'servers', name }),
      }),
    ),
    // What nobody would do on this screen is not offered.
    ...commands.filter(canRun).map(
      (command): Target => ({
        id: `command ${command}`,
        label: words.maybe(`frame.command.${command}`) ?? command,
        icon: 'chevron-right',
        run: () => void run(command),
      }),
    ),
  ];
}

function fits(label: string, text: string): boolean {
  const plain = (word: string): string => word.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  return plain(text)
    .split(/\s+/)
    .every((part) => plain(label).includes(part));
}
