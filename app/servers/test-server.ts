import { describe, type ProblemCode } from '../../core/ground/problem.ts';
import { EXIT } from '../../core/ground/problems/spec.ts';
import type { CheckOptions } from '../../core/source/check/check-options.ts';
import { type CheckResult, checkServer } from '../../core/source/check/server-check.ts';
import { type AddedServers, changeKind } from './server-kind.ts';

export interface ServerTest extends CheckResult {
  /** True when the test found nothing wrong with the server. */
  readonly isGood: boolean;
  /** The exit code for a command that runs the test: the code of the first thing that is wrong. */
  readonly exit: number;
}

/**
 * Tests a server: address, certificate, proxy, login and rights, one line each. A server of the workspace
 * (`options.name`) whose kind is `auto` gets the kind that the test finds out. Throws the signal's reason.
 */
export async function testServer(
  workspace: AddedServers,
  options: CheckOptions,
  signal: AbortSignal,
): Promise<ServerTest> {
  const result = await checkServer(options, signal);
  const [address] = result.lines;
  const isFound = address?.state === 'ok' && result.kind !== null && address.params.kind === result.kind;
  if (options.name !== null && options.kind === 'auto' && isFound && result.kind !== null) {
    changeKind(workspace, options.name, result.kind);
  }
  const isGood = result.lines.every(({ state }) => state === 'ok' || state === 'warn');
  return { ...result, isGood, exit: exitOf(result) };
}

/** An account that cannot read any submission is of no use here, even if nothing else failed. */
function exitOf({ lines }: CheckResult): number {
  const bad = lines.find(({ state, code }) => state === 'bad' || code === 'rights.no-forms');
  if (bad === undefined) return EXIT.ok;
  const code: ProblemCode | null = bad.problem?.code ?? null;
  return code === null || bad.problem === null ? EXIT.login : describe(bad.problem).exit;
}
