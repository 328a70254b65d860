import { closeSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { requireForms } from '../../app/known-forms.ts';
import { requireSources } from '../../app/known-sources.ts';
import { describe, Problem } from '../../core/ground/problem.ts';
import { originName } from '../../core/store/origins.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import { type CommonOptions, withWorkspace } from '../context.ts';
import { keysOf } from '../keys-at-hand.ts';
import {
  note,
  plural,
  printable,
  printJson,
  printJsonArray,
  printLine,
  printTable,
  problemJson,
} from '../output.ts';

/**
 * `attache submissions`: every submission with its state, signature and problems; with `allVersions`, every version of an
 * edited one; with names of `servers`, only what comes from these.
 */
export function listSubmissions(
  common: CommonOptions,
  formId: string | null,
  allVersions: boolean,
  servers: readonly string[] | undefined,
): Promise<void> {
  return withWorkspace(common, (workspace) => {
    const { submissionList } = workspace;
    requireForms(workspace, formId === null ? null : [formId]);
    const sources = requireSources(workspace, servers);
    if (common.json) {
      printJsonArray(
        mapped(
          submissionList.all(formId, allVersions, sources),
          ({ id: _, submissionDate: __, editOf: ___, isUnlisted, ...rest }) => ({
            ...rest,
            repaired: rest.repaired ?? false,
            ...(isUnlisted ? { noLongerListed: true } : {}),
          }),
        ),
      );
      return;
    }
    let count = 0;
    for (const s of submissionList.all(formId, allVersions, sources)) {
      if (count === 0) printLine('state       signature      form  instance ID  (problems)');
      count += 1;
      const problems = s.problems.length > 0 ? `  (${s.problems.join(', ')})` : '';
      const said = [
        ...(s.repaired === null ? [] : [`repaired: ${s.repaired}`]),
        ...(s.isCurrent ? [] : ['not the current version']),
        ...(s.onServer === false ? ['deleted on the server'] : []),
        ...(s.isUnlisted ? ['no longer listed for this account'] : []),
      ];
      const id = printable(s.instanceId ?? '?');
      printLine(
        `${s.state.padEnd(11)} ${s.signature.padEnd(14)} ${printable(s.formId ?? '?')}  ${[id, ...said].join(', ')}${problems}`,
      );
    }
    if (count === 0) note('No submissions yet. Run "attache import" or "attache pull".');
  });
}

function* mapped<A, B>(values: Iterable<A>, change: (value: A) => B): Generator<B> {
  for (const value of values) yield change(value);
}

/**
 * `attache submissions xml`: the exact plaintext bytes of one submission on standard output. Throws
 * `usage.submission_in_forms` when several forms have one of that instance ID and none of them is named.
 */
export function printSubmissionXml(
  common: CommonOptions,
  instanceId: string,
  formId: string | null,
): Promise<void> {
  return withWorkspace(common, async (workspace) => {
    requireForms(workspace, formId === null ? null : [formId]);
    const all = workspace.submissionList.xmlOf(instanceId);
    const found = formId === null ? all : all.filter((one) => one.formId === formId);
    const [newest] = found;
    if (newest === undefined) throw new Problem('usage.submission_unknown', { instanceId });
    const forms = [...new Set(found.map((one) => one.formId ?? '?'))].sort();
    if (forms.length > 1) {
      throw new Problem('usage.submission_in_forms', { instanceId, forms: forms.join(', ') });
    }
    if (found.length > 1) {
      note(`${found.length} submissions have this instance ID. This is the one that was stored last.`);
    }
    if (newest.bytes !== null) await writeOut(newest.bytes);
    else if (newest.file !== null) await copyOut(workspace, newest.file);
  });
}

async function copyOut(workspace: Workspace, file: string): Promise<void> {
  const input = openSync(join(workspace.filesFolder, file), 'r');
  const buffer = Buffer.alloc(256 * 1024);
  try {
    for (;;) {
      const count = readSync(input, buffer, 0, buffer.length, null);
      if (count === 0) return;
      await writeOut(Buffer.from(buffer.subarray(0, count)));
    }
  } finally {
    closeSync(input);
  }
}

function writeOut(bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(bytes, (error) => (error ? reject(error) : resolve()));
  });
}

/** `attache problems`: every open problem, with what to do. */
export function listProblems(common: CommonOptions, formId: string | null): Promise<void> {
  return withWorkspace(common, (workspace) => {
    const { problemList } = workspace;
    requireForms(workspace, formId === null ? null : [formId]);
    const problems = problemList.all(formId);
    if (common.json) {
      printJson(problems.map(problemJson));
      return;
    }
    const groups = Map.groupBy(problems, ({ code }) => code);
    for (const [code, group] of [...groups].sort((a, b) => b[1].length - a[1].length)) {
      const [first] = group;
      if (first === undefined) continue;
      printLine(`${code}: ${plural(group.length, 'time')}`);
      printLine(`  What to do: ${printable(describe(first).action)}`);
      for (const problem of group) {
        const what = problem.instanceId ?? (problem.submissionId === null ? '(the form itself)' : null);
        const where = [problem.formId, what].filter((text) => text !== null).join(' ');
        printLine(`  - ${printable(where)}: ${printable(describe(problem).message)}`);
      }
      printLine();
    }
    if (problems.length === 0) printLine('No problems.');
  });
}

/** `attache forms`: every form with its versions, key and counts. */
export function listForms(common: CommonOptions): Promise<void> {
  return withWorkspace(common, async (workspace) => {
    const keys = await keysOf(common, workspace, 'names-only');
    const counts = new Map(workspace.submissionCounts.byForm().map((row) => [row.formId, row]));
    const byForm = Map.groupBy(workspace.forms.all(), ({ model }) => model.formId);
    const unlisted = workspace.sourceForms.all().filter(({ unlistedAt }) => unlistedAt !== null);
    const ids = new Set([
      ...byForm.keys(),
      ...[...counts.keys()].filter((id) => id !== null),
      ...unlisted.map(({ formId }) => formId),
    ]);
    const listed = Map.groupBy(workspace.sourceForms.all(), ({ formId }) => formId);
    const forms = [...ids].sort().map((formId) => {
      // It takes submissions as long as one of the places that list it does.
      const states = (listed.get(formId) ?? []).map(({ serverState }) => serverState);
      const versions = byForm.get(formId) ?? [];
      const fingerprints = [...new Set(versions.flatMap(({ keyFingerprint }) => keyFingerprint ?? []))];
      const { formId: _, ...numbers } = counts.get(formId) ?? {
        formId,
        submissions: 0,
        readable: 0,
        notReadable: 0,
        decrypted: 0,
        sealed: 0,
        incomplete: 0,
        failed: 0,
        withProblems: 0,
        deletedOnServer: 0,
        noLongerListed: 0,
      };
      const unlistedAt = (listed.get(formId) ?? []).map((form) => form.unlistedAt);
      return {
        formId,
        title: versions[0]?.model.title ?? listed.get(formId)?.[0]?.title ?? null,
        versions: versions.map(({ model }) => model.version),
        languages: versions[0]?.model.languages ?? [],
        sources: workspace.origins.of(formId).map(originName),
        encrypted: fingerprints.length > 0,
        state: states.includes(null) ? null : (states[0] ?? null),
        // It is shown as long as one of the places that listed it does.
        noLongerShown: unlistedAt.length > 0 && !unlistedAt.includes(null),
        keyFingerprints: fingerprints,
        keyAtHand: fingerprints.every((fingerprint) => keys.fingerprints.has(fingerprint)),
        // Scripts of before 1.0 read `stored`, the earlier word for `sealed`.
        counts: { ...numbers, stored: numbers.sealed },
      };
    });
    if (common.json) {
      printJson(forms);
      return;
    }
    printTable(
      [
        'form',
        'title',
        'versions',
        'state',
        'encrypted',
        'key available',
        'here',
        'readable',
        'not readable',
        'with problems',
        'deleted on server',
        'no longer listed',
        'sources',
      ],
      forms.map((form) => [
        form.formId,
        form.title,
        form.versions.map((version) => version ?? '(none)').join(', '),
        form.noLongerShown ? 'no longer shown' : form.state,
        form.encrypted ? 'yes' : 'no',
        form.encrypted ? (form.keyAtHand ? 'yes' : 'no') : '',
        form.counts.submissions,
        form.counts.readable,
        form.counts.notReadable,
        form.counts.withProblems,
        form.counts.deletedOnServer,
        form.counts.noLongerListed,
        form.sources.join('; '),
      ]),
    );
    if (forms.length === 0) note('No forms yet. Run "attache import" or "attache pull".');
  });
}

/** `attache status`: what the workspace holds, in a few lines. */
export function printStatus(common: CommonOptions): Promise<void> {
  return withWorkspace(common, ({ folder, submissionCounts, problemList }) => {
    const counts = submissionCounts.byForm();
    const total = (pick: (row: (typeof counts)[number]) => number): number =>
      counts.reduce((sum, row) => sum + pick(row), 0);
    const status = {
      workspace: folder,
      forms: counts.length,
      submissions: total((row) => row.submissions),
      readable: total((row) => row.readable),
      notReadable: total((row) => row.notReadable),
      decrypted: total((row) => row.decrypted),
      waitingForKey: total((row) => row.sealed),
      incomplete: total((row) => row.incomplete),
      failed: total((row) => row.failed),
      withProblems: total((row) => row.withProblems),
      deletedOnServer: total((row) => row.deletedOnServer),
      noLongerListed: total((row) => row.noLongerListed),
      signatures: submissionCounts.signatures(),
      problems: problemList.counts(),
    };
    if (common.json) {
      printJson(status);
      return;
    }
    printLine(`Workspace    ${status.workspace}`);
    printLine(
      `Submissions  ${status.submissions} of ${plural(status.forms, 'form')}: ${status.readable} readable, ${status.notReadable} not readable`,
    );
    if (status.waitingForKey > 0) printLine(`Encrypted    ${status.waitingForKey} waiting for a key`);
    if (status.incomplete > 0) printLine(`Incomplete   ${status.incomplete} with files missing or damaged`);
    if (status.deletedOnServer > 0) {
      printLine(`Deleted      ${status.deletedOnServer} on their servers, but still here`);
    }
    if (status.noLongerListed > 0) {
      printLine(
        `Not listed   ${status.noLongerListed} no longer listed for the accounts used, but still here`,
      );
    }
    for (const { signature, repaired, submissions } of status.signatures) {
      printLine(
        `Signature    ${submissions} ${signature}${repaired === null ? '' : ` (repaired: ${repaired})`}`,
      );
    }
    for (const { code, count } of status.problems) printLine(`Problem      ${count} ${code}`);
  });
}
