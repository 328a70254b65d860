import type { ReactNode } from 'react';
import type { ProblemView, ServerKind } from '../../electron/ipc/common.ts';
import type { KindRow } from '../../electron/ipc/servers.ts';
import { useAsk, useForget } from '../state/replies.ts';
import { kindNamed, useServerKinds } from '../state/server-kinds.ts';
import { useWords } from '../words/use-words.tsx';
import { Button } from './button.tsx';

/** The server that a problem reports as another kind, and that kind; null where the problem does not report this. */
export function otherKindOf(
  { code, params }: Pick<ProblemView, 'code' | 'params'>,
  kinds: readonly KindRow[],
): { readonly name: string; readonly kind: ServerKind } | null {
  const kind = kindNamed(params, kinds);
  if (code !== 'source.other_kind' || kind === null || typeof params.server !== 'string') return null;
  return { name: params.server, kind };
}

/**
 * A button that sets the kind that a problem names. Nothing for other problems. `then` repeats the action
 * that met the problem.
 */
export function TakeAs({
  problem,
  then,
}: {
  readonly problem: ProblemView;
  readonly then?: (() => void) | undefined;
}): ReactNode {
  const words = useWords();
  const change = useAsk('servers.changeKind');
  const forget = useForget();
  const found = otherKindOf(problem, useServerKinds());
  if (found === null) return null;
  const take = async (): Promise<void> => {
    if ((await change.ask(found)) === null) return;
    forget('servers.list', 'forms.list');
    then?.();
  };
  const kind = words.maybe(`servers.kind.${found.kind}`) ?? found.kind;
  return <Button onPress={() => void take()}>{words.t('servers.test.changeKind', { kind })}</Button>;
}
