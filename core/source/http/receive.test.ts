import type { Dispatcher } from 'undici';
import { expect, test } from 'vitest';
import { receive } from './receive.ts';

const request = { origin: 'https://server.test', path: '/', method: 'GET' } as const;

/** A dispatcher whose connection is never made, and the handler that it was given. */
function connecting() {
  const given: Dispatcher.DispatchHandler[] = [];
  const dispatch = (_: unknown, handler: Dispatcher.DispatchHandler): boolean => given.push(handler) > 0;
  return { dispatcher: { dispatch } as unknown as Dispatcher, handler: () => given[0] };
}

test('a stop does not wait for the connection, which is ended when it is made', async () => {
  const { dispatcher, handler } = connecting();
  const stop = new AbortController();
  const receiving = receive(dispatcher, request, stop.signal);
  const reason = new Error('stopped');
  stop.abort(reason);
  await expect(receiving).rejects.toBe(reason);
  const ended: unknown[] = [];
  const controller = { abort: (error: unknown) => ended.push(error) };
  handler()?.onRequestStart?.(controller as unknown as Dispatcher.DispatchController, {});
  expect(ended).toEqual([reason]);
});
