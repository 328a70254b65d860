import type { ReactNode } from 'react';
import { Tooltip } from 'react-aria-components';

/** The content of a tooltip. Put it beside a button in a `TooltipTrigger`. */
export function Tip({
  children,
  placement = 'bottom',
}: {
  readonly children: ReactNode;
  readonly placement?: 'bottom' | 'end' | 'top';
}): ReactNode {
  return (
    <Tooltip className="tooltip" offset={4} placement={placement}>
      {children}
    </Tooltip>
  );
}
