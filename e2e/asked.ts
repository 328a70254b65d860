import type { Page } from 'playwright/test';
import type { ReplyMessage } from '../electron/ipc/common.ts';
import type { Payload, Reply, RequestName } from '../electron/ipc/contract.ts';

/**
 * What the page's bridge to the app replies. The call is a text, because this file is not a page and has no `window`.
 */
export async function replyOf<N extends RequestName>(
  page: Page,
  name: N,
  payload: Payload<N>,
): Promise<ReplyMessage<Reply<N>>> {
  return page.evaluate<ReplyMessage<Reply<N>>>(`window.attache.call('${name}', ${JSON.stringify(payload)})`);
}

/** The same for a request that must succeed. Throws the problem's sentence. */
export async function asked<N extends RequestName>(
  page: Page,
  name: N,
  payload: Payload<N>,
): Promise<Reply<N>> {
  const reply = await replyOf(page, name, payload);
  if (!reply.ok) throw new Error(`${name}: ${reply.problem.message}`);
  return reply.value;
}
