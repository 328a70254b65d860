import { z } from 'zod';
import {
  type LeaveItem,
  type LeavePlan,
  type LeaveReport,
  type LeaveRow,
  leaveItem,
  type ReadableFolder,
} from '../../core/model/leave.ts';
import { nothing } from './common.ts';
import { main } from './request.ts';

export type { LeaveItem, LeavePlan, LeaveReport, LeaveRow, ReadableFolder };

/** What was removed, and everything that is still there. */
export interface LeftReport extends LeaveReport {
  /** What the user did not choose, and what could not be removed. */
  readonly kept: readonly LeaveRow[];
  /** Workspaces that are still there. */
  readonly workspaces: readonly ReadableFolder[];
}

export const leaveRequests = {
  'leave.plan': main<LeavePlan>()(nothing),
  'leave.do': main<LeftReport>()(
    z.strictObject({ items: z.array(leaveItem).max(7), workspaceName: z.string() }),
  ),
} as const;
