import type { ReactNode } from 'react';
import { Tooltip } from 'react-aria-components';

/** What a tooltip shows; to be put beside a button in a `TooltipTrigger`. */
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
