import type { Dispatcher } from 'undici';
import { expect, test } from 'vitest';
import { ArrivingBody } from './arriving-body.ts';

const { signal } = new AbortController();

/** A connection that notes what is asked of it. */
function connection() {
  const asked: string[] = [];
  const note = (what: string) => () => void asked.push(what);
  const controller = { abort: note('abort'), pause: note('pause'), resume: note('resume') };
  return { asked, controller: controller as unknown as Dispatcher.DispatchController };
}

function body(length: number | null = null) {
  const { asked, controller } = connection();
  return { asked, body: new ArrivingBody(controller, length) };
}

async function read(arriving: ArrivingBody): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of arriving) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

test('a body is read in its order, whether its pieces come before or while it is read', async () => {
  const { body: arriving, asked } = body();
  arriving.push(Buffer.from('a'));
  arriving.push(Buffer.from('b'));
  const reading = read(arriving);
  for (const piece of ['c', 'd', 'e']) {
    await Promise.resolve();
    arriving.push(Buffer.from(piece));
  }
  setImmediate(() => arriving.end());
  expect(await reading).toBe('abcde');
  arriving.giveUp();
  expect(asked).not.toContain('abort');
});

test('a server waits for a slow reader', async () => {
  const { body: arriving, asked } = body();
  arriving.push(Buffer.alloc(64 * 1024 - 1));
  expect(asked).toEqual([]);
  arriving.push(Buffer.alloc(1));
  expect(asked).toEqual(['pause']);
  const pieces = arriving[Symbol.asyncIterator]();
  await pieces.next();
  expect(asked).toEqual(['pause', 'resume']);
  arriving.end();
  expect(await pieces.next()).toMatchObject({ done: false });
  expect(await pieces.next()).toMatchObject({ done: true });
});

test('a body that fails gives its reader the error, at once or later', async () => {
  const early = body();
  early.body.push(Buffer.from('a'));
  early.body.fail(new Error('cut'));
  await expect(read(early.body)).rejects.toThrow('cut');
  const late = body();
  const reading = read(late.body);
  setImmediate(() => late.body.fail(new Error('cut')));
  await expect(reading).rejects.toThrow('cut');
});

test('a body that is whole does not fail any more', async () => {
  const { body: arriving } = body();
  arriving.push(Buffer.from('a'));
  arriving.end();
  arriving.fail(new Error('cut'));
  expect(await read(arriving)).toBe('a');
});

test('a body that nobody reads on ends its connection, once', async () => {
  const { body: arriving, asked } = body();
  arriving.push(Buffer.from('a'));
  for await (const piece of arriving) if (piece.length > 0) break;
  arriving.giveUp();
  expect(asked.filter((what) => what === 'abort')).toHaveLength(1);
  await expect(read(arriving)).rejects.toThrow('given up');
});

test('a body is read away up to a limit, however it ends', async () => {
  const small = body(3);
  const reading = small.body.discard(10, signal);
  small.body.push(Buffer.from('abc'));
  small.body.end();
  await reading;
  expect(small.asked).not.toContain('abort');

  const announced = body(11);
  await announced.body.discard(10, signal);
  expect(announced.asked).toEqual(['abort']);

  const endless = body();
  endless.body.push(Buffer.alloc(11));
  await endless.body.discard(10, signal);
  expect(endless.asked).toContain('abort');

  const cut = body();
  cut.body.fail(new Error('cut'));
  await cut.body.discard(10, signal);
});

test('reading away ends with the reason of its signal', async () => {
  const { body: arriving } = body();
  const stop = new AbortController();
  const reading = arriving.discard(10, stop.signal);
  stop.abort(new Error('stopped'));
  arriving.fail(stop.signal.reason);
  await expect(reading).rejects.toThrow('stopped');
});
