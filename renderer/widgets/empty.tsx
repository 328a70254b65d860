import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';

/** Shown in an empty place: a heading, one sentence, one or two buttons, at the top start of the content. */
export function Empty({
  title,
  icon,
  children,
  actions,
}: {
  readonly title: ReactNode;
  readonly icon?: IconName;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
}): ReactNode {
  return (
    <div className="empty">
      <p className="heading">
        {icon !== undefined && <Icon name={icon} className="ok" />} {title}
      </p>
      {children !== undefined && <p className="secondary">{children}</p>}
      {actions !== undefined && <div className="row">{actions}</div>}
    </div>
  );
}
