import { resolve } from 'node:path';
import { connectionTo } from '../../app/connection.ts';
import { requireDecryption } from '../../app/decrypting-server.ts';
import { describe, Problem } from '../../core/ground/problem.ts';
import { EXIT } from '../../core/ground/problems/spec.ts';
import type { Secret } from '../../core/ground/secret.ts';
import { isDecrypted } from '../../core/source/server-decryption.ts';
import { type CommonOptions, cancelSignal, clock, withWorkspace } from '../context.ts';
import { warnOfCopiedExport } from '../copied-folder.ts';
import { note, plural, printJson, printLine } from '../output.ts';
import { ask, canAsk, withHint } from '../secrets.ts';
import { secretOf } from '../server-source.ts';

export interface DecryptThereOptions {
  readonly formId: string;
  readonly out: string;
  /** The user knows where the passphrase and the answers go. */
  readonly isAgreed: boolean;
}

/**
 * `attache servers decrypt`: has a Central decrypt a form whose key it keeps, and puts what it sends into a folder, apart
 * from the workspace. Does nothing without the user's word that the passphrase may travel. Returns the exit code: 3 when
 * rows are missing or not decrypted.
 */
export function decryptThere(
  common: CommonOptions,
  name: string,
  { formId, out, isAgreed }: DecryptThereOptions,
): Promise<number> {
  const signal = cancelSignal();
  return withWorkspace(common, async (workspace) => {
    const added = workspace.servers.find(name);
    if (added === null) throw new Problem('usage.server_unknown', { name });
    if (added.kind === 'folder') throw new Problem('usage.not_central', { name });
    const reached = { clock, url: added.settings.url, caFile: added.settings.caFile ?? undefined };
    const { server, decryption } = await requireDecryption(
      workspace,
      added,
      { ...reached, proxy: added.settings.proxy ?? undefined },
      signal,
    );
    if (!isAgreed) {
      note(
        `With this command, ${new URL(server.settings.url).host} gets the passphrase, decrypts the answers of ${formId} and sends them back readable. The people who run that server can then read both. Attaché has sent nothing yet.`,
      );
      note(
        'If you may do this, add --send-passphrase. With the key record (attache keys import) everything stays on this computer.',
      );
      return EXIT.usage;
    }
    const secret = await secretOf(server);
    const question = `Passphrase of the key that ${name} keeps`;
    const connection = { ...connectionTo(server, { clock, secret }), formId };
    const asking = async (): Promise<Secret> => {
      const hints = await decryption.keptKeyHints(connection, signal);
      return ask(`${withHint(question, hints.join(', ') || null)}: `);
    };
    const passphrase = common.workspacePassphrase?.() ?? (canAsk() ? await asking() : null);
    if (passphrase === null) {
      throw new Problem('usage.nobody_to_ask', { what: question, option: '--passphrase-env' });
    }
    warnOfCopiedExport(resolve(out));
    const { incomingFolder } = workspace;
    const done = await decryption.decryptOnServer(
      { ...connection, passphrase, folder: resolve(out), incomingFolder },
      signal,
    );
    if (common.json) printJson(done);
    let isWhole = true;
    for (const one of done) {
      if (!isDecrypted(one)) {
        isWhole = false;
        if (common.json) continue;
        const { message, action } = describe(one.problem);
        printLine(`Project ${one.project}: nothing came back. ${message} ${action}`);
        continue;
      }
      const { folder, counted, rows, missing, notDecrypted, withoutData, renamed } = one;
      isWhole &&= missing + notDecrypted + withoutData === 0;
      if (common.json) continue;
      printLine(`The server decrypted ${rows} of ${plural(counted, 'submission')}: ${folder}`);
      if (missing > 0) printLine(`  ${missing} missing in its response`);
      if (notDecrypted > 0) printLine(`  ${notDecrypted} not decrypted: encrypted for another key`);
      if (withoutData > 0)
        printLine(
          `  ${withoutData} without answers: their encrypted data never came, or was lost in an edit on the server`,
        );
      if (renamed > 0) {
        printLine(
          `  ${plural(renamed, 'file')} had the name of another file; all are kept (ABOUT.txt lists them)`,
        );
      }
    }
    return isWhole ? EXIT.ok : EXIT.someProblems;
  });
}
