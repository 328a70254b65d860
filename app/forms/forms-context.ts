import type { UsualSettings } from '../../core/model/pull-settings.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import type { HeldKeys } from '../keys/held-keys.ts';
import type { SessionContext } from '../sources/session-login.ts';

/** What the use cases of forms read. */
export interface FormsContext extends Omit<SessionContext, 'workspace'> {
  readonly workspace: Pick<
    Workspace,
    | 'servers'
    | 'sourceStates'
    | 'sourceForms'
    | 'forms'
    | 'totals'
    | 'versionKeys'
    | 'privateKeys'
    | 'pulls'
    | 'submissionCounts'
    | 'transaction'
  >;
  readonly keys: HeldKeys;
  settings(): UsualSettings;
}
