import type { Page } from 'playwright/test';
import type { Answer } from '../electron/ipc/common.ts';
import type { Payload, Reply, RequestName } from '../electron/ipc/contract.ts';

/** What the page's bridge to the app replies. Written as text, because this file is no page and has no `window`. */
export async function answerOf<N extends RequestName>(
  page: Page,
  name: N,
  payload: Payload<N>,
): Promise<Answer<Reply<N>>> {
  return page.evaluate<Answer<Reply<N>>>(`window.attache.call('${name}', ${JSON.stringify(payload)})`);
}

/** The same for what must be right. Throws the problem's sentence. */
export async function asked<N extends RequestName>(
  page: Page,
  name: N,
  payload: Payload<N>,
): Promise<Reply<N>> {
  const answer = await answerOf(page, name, payload);
  if (!answer.ok) throw new Error(`${name}: ${answer.problem.message}`);
  return answer.value;
}
