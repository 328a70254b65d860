import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';

/** Icon and word on one line. The colour only repeats their meaning. */
export function StateMark({
  icon,
  children,
  tone = '',
}: {
  readonly icon: IconName;
  readonly children: ReactNode;
  readonly tone?: 'ok' | 'warn' | 'bad' | 'dim' | 'secondary' | '';
}): ReactNode {
  return (
    <span className={`state ${tone}`}>
      <Icon name={icon} inText />
      <span className="cut">{children}</span>
    </span>
  );
}
