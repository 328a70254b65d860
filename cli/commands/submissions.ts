import { requireForms } from '../../app/forms/known-forms.ts';
import { requireSources } from '../../app/sources/known-sources.ts';
import { type CommonOptions, withWorkspace } from '../context.ts';
import { note, printable, printJsonArray, printLine } from '../output.ts';

/**
 * `attache submissions`: prints every submission with its state, signature and problems. With `allVersions`,
 * it prints every version of an edited submission. With names of `servers`, it prints only submissions from
 * these servers.
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
