import { resolve } from 'node:path';
import { decryptThere } from '../../app/servers/decrypt-there.ts';
import { describe, Problem } from '../../core/ground/problem.ts';
import { EXIT } from '../../core/ground/problems/spec.ts';
import type { Secret } from '../../core/ground/secret.ts';
import { isDecrypted } from '../../core/model/decrypted-by-server.ts';
import { type CommonOptions, cancelSignal, clock, withWorkspace } from '../context.ts';
import { warnOfCopiedExport } from '../copied-folder.ts';
import { note, plural, printJson, printLine } from '../output.ts';
import { ask, canAsk, withHint } from '../secrets.ts';
import { secretOf } from '../server-source.ts';

export interface DecryptThereOptions {
  readonly formId: string;
  readonly out: string;
  /** True when the user agreed that the server gets the passphrase and sends the answers back readable. */
  readonly isAgreed: boolean;
}

/**
 * `attache servers decrypt`: asks a Central server that keeps the key of a form to decrypt that form. Writes
 * what the server sends into a folder outside the workspace. Does nothing unless the user agreed to send the
 * passphrase. Returns the exit code: 3 when rows are missing or not decrypted.
 */
export function haveDecrypted(
  common: CommonOptions,
  name: string,
  { formId, out, isAgreed }: DecryptThereOptions,
): Promise<number> {
  const signal = cancelSignal();
  return withWorkspace(common, async (workspace) => {
    const folder = resolve(out);
    const passphraseOf = async (hints: () => Promise<readonly string[]>): Promise<Secret> => {
      const what = `Passphrase of the key that ${name} keeps`;
      const given = common.keptKeysPassphrase?.() ?? null;
      if (given === null && !canAsk()) {
        throw new Problem('usage.nobody_to_ask', { what, option: '--passphrase-env' });
      }
      const passphrase = given ?? (await ask(`${withHint(what, (await hints()).join(', ') || null)}: `));
      warnOfCopiedExport(folder);
      return passphrase;
    };
    const done = await decryptThere(
      workspace,
      { server: name, formId, folder },
      {
        reach: () => Promise.resolve({ clock }),
        isAgreed: (host) => {
          if (!isAgreed) noteOfSending(host, formId);
          return isAgreed;
        },
        secret: secretOf,
        passphrase: passphraseOf,
      },
      signal,
    );
    if (done === null) return EXIT.usage;
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
          `  ${withoutData} without answers: their encrypted data never came, or went with an edit on the server`,
        );
      if (renamed > 0) {
        printLine(
          `  ${plural(renamed, 'file')} came under the name of another; all are kept (ABOUT.txt lists them)`,
        );
      }
    }
    return isWhole ? EXIT.ok : EXIT.someProblems;
  });
}

function noteOfSending(host: string, formId: string): void {
  note(
    `With this command, ${host} gets the passphrase, decrypts the answers of ${formId} and sends them back readable. The people who run that server can then read both. Attaché has sent nothing yet.`,
  );
  note(
    'If you may do this, add --send-passphrase. With the key record (attache keys import) everything stays on this computer.',
  );
}
