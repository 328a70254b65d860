import type { Clock } from '../../core/ground/clock.ts';
import { isProblem, isRefusedLogin } from '../../core/ground/problem.ts';
import { settingsOf, type UsualSettings } from '../../core/model/pull-settings.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import { needsSignIn, type SessionContext } from '../sources/session-login.ts';
import type { PullRunner } from './pull-runner.ts';
import { PullSchedule, type Repeated } from './schedule.ts';

/** What says which forms are pulled by themselves. */
export interface ScheduleContext extends SessionContext {
  readonly workspace: Pick<Workspace, 'servers' | 'sourceStates' | 'sourceForms'>;
  readonly clock: Clock;
  settings(): UsualSettings;
}

/** Pulls forms by themselves as they are set to be, while the program is open. `start` begins it. */
export function scheduleOf(context: ScheduleContext, runner: PullRunner): PullSchedule {
  return new PullSchedule({
    clock: context.clock,
    forms: () => repeatedForms(context),
    begin: (forms) => {
      if (runner.isRunning) return false;
      try {
        runner.start({ kind: 'pull', forms, full: false, refs: null });
      } catch (error) {
        // Nobody has asked for it, so that nobody is told: it is tried again when it is due again.
        if (!isProblem(error)) throw error;
      }
      return true;
    },
    whenFree: () => runner.ended(),
  });
}

/** The forms that are pulled by themselves. */
export function repeatedForms(context: ScheduleContext): readonly Repeated[] {
  const { servers, sourceStates, sourceForms } = context.workspace;
  const notReached = sourceStates.allNotReached();
  const isRefused = (name: string): boolean => {
    const problem = notReached.get(name)?.problem;
    return problem !== undefined && isRefusedLogin(problem);
  };
  // Nobody may be there to give a password, so that a server which needs one, or another, is left in peace.
  const all = servers.all().filter((server) => !needsSignIn(context, server) && !isRefused(server.name));
  const ready = new Set(all.map(({ name }) => name));
  return (
    sourceForms
      .all()
      // The usual repeat is for what is chosen; what has settings of its own is meant by them.
      .filter(({ source, isChosen, settings }) => ready.has(source) && (isChosen || settings !== null))
      .map(({ source, formId, lastPullAt, settings }) => {
        const { repeat } = settingsOf(settings, context.settings());
        return { source, formId, lastPullAt, repeat };
      })
      .filter(({ repeat }) => repeat.kind !== 'never')
  );
}
