import type { ProblemView } from '../../electron/ipc/common.ts';
import type { Bridge, Payload, Reply, RequestName } from '../../electron/ipc/contract.ts';

declare global {
  interface Window {
    readonly attache: Bridge;
  }
}

/** A request whose reply was a problem. */
export class Refused extends Error {
  readonly problem: ProblemView;

  constructor(problem: ProblemView) {
    super(problem.code);
    this.problem = problem;
  }
}

/** Asks main or engine. Returns the reply; throws `Refused` with the problem of the reply. */
export async function ask<N extends RequestName>(name: N, payload: Payload<N>): Promise<Reply<N>> {
  const reply = await window.attache.call(name, payload);
  if (reply.ok) return reply.value;
  throw new Refused(reply.problem);
}
