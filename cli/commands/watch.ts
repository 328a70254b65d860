import { resolve } from 'node:path';
import type { RunChoice } from '../../app/take/run-source.ts';
import { watch } from '../../app/take/watch.ts';
import { describe } from '../../core/ground/problem.ts';
import type { RunReport } from '../../core/model/run-report.ts';
import { unlockedKeys } from '../available-keys.ts';
import { type CommonOptions, cancelSignal, clock, withWorkspace } from '../context.ts';
import { lookingOn } from '../looking-on.ts';
import { grouped, note, plural, printable, printLine } from '../output.ts';
import { connecting, secretOf } from '../server-source.ts';
import { backingUp } from '../watched-backup.ts';
import { checkPresets, type ExportAfter, exportAfterPull } from './export-after.ts';
import { exitOfAll } from './print-export.ts';

export interface WatchOptions extends RunChoice, ExportAfter {
  /** Names of servers; empty means all servers. */
  readonly servers: readonly string[];
  /** Minutes from the start of one round to the start of the next. */
  readonly every: number;
  readonly connections: number;
  /** Back up into this folder every night. */
  readonly backup?: string;
}

/**
 * `attache watch`: pulls from servers again and again until the user stops it. Returns the gravest exit code
 * of each server's last pull and the exports after it: 3 when submissions wait for a key or are not whole, or some
 * exports failed; 5 when a server shows this account nothing, or has refused the login; 9 when all exports failed.
 * When no server is left, returns the exit code of the refused login.
 */
export function watchServers(common: CommonOptions, options: WatchOptions): Promise<number> {
  const signal = cancelSignal();
  const say = (server: string, text: string, more: object): void => {
    const at = clock.now().toISOString();
    printLine(common.json ? JSON.stringify({ at, server, ...more }) : `${at}  ${printable(server)}  ${text}`);
  };
  return withWorkspace(
    common,
    async (workspace) => {
      checkPresets(workspace, options);
      const watching = () =>
        watch({
          ...options,
          workspace,
          keys: unlockedKeys(common, workspace),
          clock,
          signal,
          // Asked only once, at the start: later there may be nobody to ask.
          connect: async (server) =>
            connecting(workspace, options.connections, (await secretOf(server)) ?? undefined),
          show: (work) => lookingOn(workspace, work),
          onBegin: (names) => {
            if (common.json) return;
            note(`Pulling from ${names.join(', ')} every ${plural(options.every, 'minute')}, until Ctrl-C.`);
          },
          onPulled: async (server, report) => {
            say(server, inWords(report), { report });
            const done = await exportAfterPull(workspace, options, server, options.formIds, signal);
            for (const one of done) {
              if (common.json) say(server, '', { exported: one.json });
              else one.print();
            }
            return exitOfAll(done);
          },
          onFailed: (server, problem) => {
            const { message, action } = describe(problem);
            say(server, printable(`${message} ${action}`), {
              error: { code: problem.code, message, action },
            });
          },
        });
      const { backup } = options;
      const { why, exit } =
        backup === undefined
          ? await watching()
          : await backingUp(common, workspace, resolve(backup), signal, watching);
      if (why === 'no-server') note('There is no server to watch. Add one with "attache servers add".');
      if (why === 'all-refused') note('There is no server left to watch.');
      return exit;
    },
    'watch',
  );
}

function inWords({ counts: c, unlisted = [], ofForms = {} }: RunReport): string {
  const { 'source.form_unlisted': _told, ...others } = ofForms;
  const withForms = Object.values(others).reduce((sum, count) => sum + count, 0);
  const parts = [
    `${grouped(c.added)} new`,
    c.improved > 0 ? `${grouped(c.improved)} replaced by a more complete copy` : '',
    c.notFetched > 0 ? `${grouped(c.notFetched)} could not be downloaded` : '',
    c.withProblems > 0 ? `${grouped(c.withProblems)} with problems` : '',
    c.deletedNow > 0 ? `${grouped(c.deletedNow)} deleted on the server` : '',
    c.unlistedNow > 0 ? `${grouped(c.unlistedNow)} no longer listed for this account` : '',
    unlisted.length > 0 ? `${plural(unlisted.length, 'form')} no longer shown to this account` : '',
    withForms > 0 ? `${plural(withForms, 'problem')} with forms and their lists` : '',
  ];
  return parts.filter((part) => part !== '').join(', ');
}
