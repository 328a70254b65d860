import type { MenuItemConstructorOptions } from 'electron';
import { type Command, type Language, mainScreens } from '../ipc/app.ts';
import { commandWord, menuWord } from './menu-words.ts';

/** Settings has another place and shortcut on each system. */
const numbered = mainScreens.filter((screen) => screen !== 'settings');

/** Shortcuts as the window has them; the window acts on them first, the menu shows them and serves the mouse. */
const accelerators: Readonly<Partial<Record<Command, string>>> = {
  ...Object.fromEntries(numbered.map((screen, index) => [screen, `CmdOrCtrl+${index + 1}`])),
  settings: 'CmdOrCtrl+,',
  palette: 'CmdOrCtrl+K',
  find: 'CmdOrCtrl+F',
  'clear-filters': 'CmdOrCtrl+Shift+F',
  'start-pull': 'CmdOrCtrl+Shift+P',
  'stop-pull': 'CmdOrCtrl+.',
  'start-export': 'CmdOrCtrl+E',
  lock: 'CmdOrCtrl+L',
  'add-file': 'CmdOrCtrl+O',
  refresh: 'F5',
  back: 'Alt+Left',
  forward: 'Alt+Right',
  'go-to-row': 'CmdOrCtrl+G',
  history: 'CmdOrCtrl+Shift+H',
};

const onMac: Readonly<Partial<Record<Command, string>>> = { back: 'Cmd+[', forward: 'Cmd+]' };

export interface MenuActions {
  readonly send: (command: Command) => void;
  readonly newWindow: () => void;
}

/** The menu of the app. Takes the language, whether it is for macOS, and what its items do. */
export function menuTemplate(
  language: Language,
  isMac: boolean,
  { send, newWindow }: MenuActions,
): MenuItemConstructorOptions[] {
  const word = (id: `menu.${string}`): string => menuWord(language, id);
  const command = (name: Command): MenuItemConstructorOptions => {
    const accelerator = (isMac ? onMac[name] : undefined) ?? accelerators[name];
    return {
      id: name,
      label: commandWord(language, name),
      ...(accelerator === undefined ? {} : { accelerator }),
      click: () => send(name),
    };
  };
  const line: MenuItemConstructorOptions = { type: 'separator' };
  const about: MenuItemConstructorOptions = {
    id: 'about',
    label: word('menu.about'),
    click: () => send('about'),
  };
  return [
    ...(isMac
      ? [
          {
            label: 'Attaché',
            submenu: [
              about,
              line,
              command('settings'),
              line,
              { role: 'hide' as const, label: word('menu.hide') },
              { role: 'hideOthers' as const, label: word('menu.hideOthers') },
              line,
              { role: 'quit' as const, label: word('menu.quit') },
            ],
          },
        ]
      : []),
    {
      label: word('menu.file'),
      submenu: [
        command('add-file'),
        { id: 'new-window', label: word('menu.newWindow'), accelerator: 'CmdOrCtrl+N', click: newWindow },
        line,
        command('start-export'),
        command('lock'),
        line,
        ...(isMac
          ? [{ role: 'close' as const, label: word('menu.close') }]
          : [command('settings'), line, { role: 'quit' as const, label: word('menu.quit') }]),
      ],
    },
    {
      label: word('menu.edit'),
      submenu: [
        { role: 'undo', label: word('menu.undo') },
        { role: 'redo', label: word('menu.redo') },
        line,
        { role: 'cut', label: word('menu.cut') },
        { role: 'copy', label: word('menu.copy') },
        { role: 'paste', label: word('menu.paste') },
        { role: 'selectAll', label: word('menu.selectAll') },
        line,
        command('find'),
        command('clear-filters'),
      ],
    },
    {
      label: word('menu.view'),
      submenu: [
        { role: 'reload', label: word('menu.reload'), accelerator: '' },
        line,
        { role: 'resetZoom', label: word('menu.zoomReset') },
        { role: 'zoomIn', label: word('menu.zoomIn') },
        { role: 'zoomOut', label: word('menu.zoomOut') },
        { role: 'togglefullscreen', label: word('menu.fullScreen') },
      ],
    },
    {
      label: word('menu.go'),
      submenu: [
        command('palette'),
        command('back'),
        command('forward'),
        command('go-to-row'),
        line,
        ...numbered.map(command),
      ],
    },
    { label: word('menu.pull'), submenu: [command('start-pull'), command('stop-pull'), command('refresh')] },
    ...(isMac
      ? [
          {
            label: word('menu.window'),
            submenu: [{ role: 'minimize' as const, label: word('menu.minimize') }],
          },
        ]
      : []),
    {
      label: word('menu.help'),
      submenu: [command('keyboard-help'), command('history'), ...(isMac ? [] : [line, about])],
    },
  ];
}
