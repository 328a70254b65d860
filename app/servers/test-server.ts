import { describe, type ProblemCode } from '../../core/ground/problem.ts';
import { EXIT } from '../../core/ground/problems/spec.ts';
import type { CheckOptions } from '../../core/source/check/check-options.ts';
import { type CheckResult, checkServer } from '../../core/source/check/server-check.ts';
import { type AddedServers, changeKind } from './server-kind.ts';

export interface ServerTest extends CheckResult {
  /** Nothing is wrong with it, as far as could be tried. */
  readonly isGood: boolean;
  /** Exit code of a command that has made the test: that of what was wrong. */
  readonly exit: number;
}

/**
 * Tries a server: address, certificate, proxy, login, rights, a line each. A server of the workspace (`options.name`)
 * whose kind is `auto` keeps the kind that it is found to be. Throws the signal's reason.
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

/** An account that can read no submission is of no use here, whether or not anything has failed. */
function exitOf({ lines }: CheckResult): number {
  const bad = lines.find(({ state, code }) => state === 'bad' || code === 'rights.no-forms');
  if (bad === undefined) return EXIT.ok;
  const code: ProblemCode | null = bad.problem?.code ?? null;
  return code === null || bad.problem === null ? EXIT.login : describe(bad.problem).exit;
}
