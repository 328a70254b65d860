import { Problem } from '../core/ground/problem.ts';
import type { Secret } from '../core/ground/secret.ts';
import type { CodeFlags } from './declared/shared-options.ts';
import { ask, canAsk, fromDescriptor, fromEnvironment } from './secrets.ts';

/** The backup code that an option names; null when none does. */
export function namedCode({ codeEnv, codeFd }: CodeFlags): Secret | null {
  if (codeEnv !== undefined) return fromEnvironment(codeEnv);
  return codeFd === undefined ? null : fromDescriptor(Number(codeFd));
}

/** The backup code that an option names, or that the user types. Throws `usage.nobody_to_ask`. */
export async function codeAsked(flags: CodeFlags): Promise<Secret> {
  const named = namedCode(flags);
  if (named !== null) return named;
  if (canAsk()) return ask('Backup code: ');
  throw new Problem('usage.nobody_to_ask', { what: 'The backup code', option: '--code-env' });
}
