import type { ReactNode } from 'react';
import { Menu as AriaMenu, Button, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { Icon, type IconName } from './icon.tsx';

export interface MenuEntry {
  readonly id: string;
  readonly label: string;
  readonly icon?: IconName;
  readonly shortcut?: string;
  readonly isDisabled?: boolean;
  readonly run: () => void;
}

/** A button that opens a menu. Takes the button's content, or an icon with its name. */
export function MenuButton({
  label,
  icon,
  children,
  entries,
  className = 'btn quiet',
}: {
  readonly label: string;
  readonly icon?: IconName;
  readonly children?: ReactNode;
  readonly entries: readonly MenuEntry[];
  readonly className?: string;
}): ReactNode {
  return (
    <MenuTrigger>
      <Button className={className} aria-label={label}>
        {icon !== undefined && <Icon name={icon} />}
        {children}
      </Button>
      <Popover className="popover" offset={2}>
        <AriaMenu
          className="menu"
          aria-label={label}
          onAction={(key) => entries.find(({ id }) => id === key)?.run()}
        >
          {entries.map((entry) => (
            <MenuItem
              key={entry.id}
              id={entry.id}
              className="menu-item"
              textValue={entry.label}
              isDisabled={entry.isDisabled ?? false}
            >
              {entry.icon !== undefined && <Icon name={entry.icon} />}
              <bdi>{entry.label}</bdi>
              {entry.shortcut !== undefined && <kbd>{entry.shortcut}</kbd>}
            </MenuItem>
          ))}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}
