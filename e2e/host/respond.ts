import { fromChromium, isOurScheme } from './address.ts';
import type { Params, Session } from './cdp.ts';
import type { HostSession } from './session.ts';

/**
 * Responds to a request of a page that Chromium has paused: with what the app's own protocol gives, by letting it go on,
 * or by refusing it where the session's filters do. Throws when the page has gone on to something else.
 */
export async function respond(
  page: Session,
  session: HostSession,
  requestId: string,
  request: Params,
): Promise<void> {
  const url = fromChromium(request.url);
  const handler = session.handlers.get('app');
  if (!session.mayLoad(url) || (isOurScheme(request.url) && handler === undefined)) {
    await page.send('Fetch.failRequest', { requestId, errorReason: 'BlockedByClient' });
    return;
  }
  if (!isOurScheme(request.url) || handler === undefined) {
    await page.send('Fetch.continueRequest', { requestId });
    return;
  }
  const response = await handler(new Request(url, { method: request.method }));
  await page.send('Fetch.fulfillRequest', {
    requestId,
    responseCode: response.status,
    responseHeaders: [...response.headers].map(([name, value]) => ({ name, value })),
    body: Buffer.from(await response.arrayBuffer()).toString('base64'),
  });
}
