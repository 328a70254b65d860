import type { Clock } from '../../core/ground/clock.ts';
import { isProblem, isRefusedLogin } from '../../core/ground/problem.ts';
import { settingsOf, type UsualSettings } from '../../core/model/pull-settings.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import { needsSignIn, type SessionContext } from '../sources/session-login.ts';
import type { PullRunner } from './pull-runner.ts';
import { PullSchedule, type Repeated } from './schedule.ts';

/** What says which forms are pulled automatically. */
export interface ScheduleContext extends SessionContext {
  readonly workspace: Pick<Workspace, 'servers' | 'sourceStates' | 'sourceForms'>;
  readonly clock: Clock;
  settings(): UsualSettings;
}

/**
 * Pulls forms automatically, as their settings say, while the program is open. `start` begins it. Takes when the
 * workspace was first opened; null: now. What fell due since then, while it was locked, is pulled at once.
 */
export function scheduleOf(
  context: ScheduleContext,
  runner: PullRunner,
  openedAt: Date | null = null,
): PullSchedule {
  return new PullSchedule({
    clock: context.clock,
    openedAt,
    forms: () => repeatedForms(context),
    begin: (forms) => {
      if (runner.isRunning) return false;
      try {
        runner.start({ kind: 'pull', forms, full: false, refs: null });
      } catch (error) {
        // The user did not ask for this pull, so the failure is not reported. The pull is tried again when it
        // is due again.
        if (!isProblem(error)) throw error;
      }
      return true;
    },
    whenFree: () => runner.ended(),
  });
}

/** Returns the forms that are pulled automatically. */
export function repeatedForms(context: ScheduleContext): readonly Repeated[] {
  const { servers, sourceStates, sourceForms } = context.workspace;
  const notReached = sourceStates.allNotReached();
  const isRefused = (name: string): boolean => {
    const problem = notReached.get(name)?.problem;
    return problem !== undefined && isRefusedLogin(problem);
  };
  // Nobody may be there to type a password, so a server that needs one is not asked.
  const all = servers.all().filter((server) => !needsSignIn(context, server) && !isRefused(server.name));
  const ready = new Set(all.map(({ name }) => name));
  return (
    sourceForms
      .all()
      // The default repeat is for chosen forms. A form with its own settings is repeated even if it is not
      // chosen.
      .filter(({ source, isChosen, settings }) => ready.has(source) && (isChosen || settings !== null))
      .map(({ source, formId, lastPullAt, settings }) => {
        const { repeat } = settingsOf(settings, context.settings());
        return { source, formId, lastPullAt, repeat };
      })
      .filter(({ repeat }) => repeat.kind !== 'never')
  );
}
