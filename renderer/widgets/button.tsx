import type { ReactNode } from 'react';
import { Button as AriaButton, TooltipTrigger } from 'react-aria-components';
import { Icon, type IconName } from './icon.tsx';
import { Tip } from './tip.tsx';

export interface ButtonProps {
  readonly children?: ReactNode;
  readonly icon?: IconName;
  /** primary: the main action of the screen. danger: the button that deletes, in a confirming dialog. */
  readonly kind?: 'normal' | 'primary' | 'quiet' | 'danger';
  readonly onPress?: () => void;
  /** Why the button is disabled. It stays focusable and shows this reason. null: enabled. */
  readonly disabled?: string | null;
  /** The name of a button that shows only its icon. */
  readonly label?: string;
  readonly tip?: string;
  readonly autoFocus?: boolean;
  readonly type?: 'button' | 'submit';
  readonly className?: string;
}

/** A button. With `disabled` it says why in a tooltip and does nothing. */
export function Button({
  children,
  icon,
  kind = 'normal',
  onPress,
  disabled = null,
  label,
  tip,
  autoFocus = false,
  type = 'button',
  className = '',
}: ButtonProps): ReactNode {
  const isOff = disabled !== null;
  const said = disabled ?? tip ?? (children === undefined ? label : undefined);
  const button = (
    <AriaButton
      className={`btn ${kind} ${children === undefined ? 'icon-only' : ''} ${className}`}
      aria-label={label}
      aria-disabled={isOff || undefined}
      onPress={isOff || onPress === undefined ? undefined : onPress}
      type={isOff ? 'button' : type}
      autoFocus={autoFocus}
    >
      {icon !== undefined && <Icon name={icon} />}
      {children}
    </AriaButton>
  );
  if (said === undefined) return button;
  return (
    <TooltipTrigger delay={500}>
      {button}
      <Tip>{said}</Tip>
    </TooltipTrigger>
  );
}

/** A button that reads like a link: for going somewhere within the app. */
export function Link({
  children,
  onPress,
  label,
  className = '',
}: {
  readonly children: ReactNode;
  readonly onPress: () => void;
  readonly label?: string;
  readonly className?: string;
}): ReactNode {
  return (
    <AriaButton className={`link ${className}`} aria-label={label} onPress={onPress}>
      {children}
    </AriaButton>
  );
}
