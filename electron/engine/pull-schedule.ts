import { needsSignIn } from '../../app/session-login.ts';
import type { PullRunner } from '../../app/take/pull-runner.ts';
import { PullSchedule, type Repeated } from '../../app/take/schedule.ts';
import { isProblem, isRefusedLogin } from '../../core/ground/problem.ts';
import { settingsOf } from '../../core/model/pull-settings.ts';
import type { EngineContext } from './context.ts';

/** Pulls forms by themselves as they are set to be, while the app is open. `start` begins it. */
export function makeSchedule(context: EngineContext, runner: PullRunner): PullSchedule {
  const { workspace, clock } = context;
  return new PullSchedule({
    clock,
    forms: () => {
      const servers = workspace.servers.all();
      const notReached = workspace.sourceStates.allNotReached();
      const isRefused = (name: string): boolean => {
        const problem = notReached.get(name)?.problem;
        return problem !== undefined && isRefusedLogin(problem);
      };
      // Nobody may be there to give a password, so that a server which needs one, or another, is left in peace.
      const ready = new Set(
        servers
          .filter((server) => !needsSignIn(context, server) && !isRefused(server.name))
          .map(({ name }) => name),
      );
      return (
        workspace.sourceForms
          .all()
          // The usual repeat is for what is chosen; what has settings of its own is meant by them.
          .filter(({ source, isChosen, settings }) => ready.has(source) && (isChosen || settings !== null))
          .map(
            ({ source, formId, lastPullAt, settings }): Repeated => ({
              source,
              formId,
              lastPullAt,
              repeat: settingsOf(settings, context.settings()).repeat,
            }),
          )
          .filter(({ repeat }) => repeat.kind !== 'never')
      );
    },
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
