import type { PullRunner } from '../../core/pull/pull-runner.ts';
import { settingsOf } from '../../core/pull/pull-settings.ts';
import { PullSchedule, type Repeated } from '../../core/pull/schedule.ts';
import { needsSignIn } from './connect.ts';
import type { EngineContext } from './context.ts';

/** Pulls forms by themselves as they are set to be, while the app is open. `start` begins it. */
export function makeSchedule(context: EngineContext, runner: PullRunner): PullSchedule {
  const { workspace, clock } = context;
  return new PullSchedule({
    clock,
    forms: () => {
      const servers = workspace.servers.all();
      // Nobody may be there to give a password, so that a server which needs one is left in peace.
      const ready = new Set(
        servers.filter((server) => !needsSignIn(context, server)).map(({ name }) => name),
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
      runner.start({ kind: 'pull', forms, full: false, refs: null });
      return true;
    },
    whenFree: () => runner.ended(),
  });
}
