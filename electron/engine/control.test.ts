import { expect, test } from 'vitest';
import type { FromEngine, ToEngine } from '../ipc/control.ts';
import { Control } from './control.ts';

function control() {
  const told: FromEngine[] = [];
  const own = new Control((message) => told.push(message));
  const printed = (id: number, failed: string | null): ToEngine => ({ type: 'printed', id, failed });
  return { told, own, printed };
}

test('a page is printed by the main process, which says why it failed', async () => {
  const { told, own, printed } = control();
  const first = own.printer.print('/a.html', '/a.pdf');
  const second = own.printer.print('/b.html', '/b.pdf');
  expect(told).toMatchObject([
    { type: 'print', id: 1, page: '/a.html', pdf: '/a.pdf' },
    { type: 'print', id: 2, page: '/b.html' },
  ]);
  own.hear(printed(2, 'no PDF'));
  await expect(second).rejects.toMatchObject({ code: 'export.pdf_failed', params: { why: 'no PDF' } });
  own.hear(printed(1, null));
  await expect(first).resolves.toBeUndefined();
});

test('a stop is told at once, and the printing has ended when its file is left', async () => {
  const { told, own, printed } = control();
  const stop = new AbortController();
  const reason = new Error('stopped by the user');
  const printing = own.printer.print('/a.html', '/a.pdf', stop.signal);
  let hasEnded = false;
  const ended = printing.catch((error: unknown) => {
    hasEnded = true;
    return error;
  });
  stop.abort(reason);
  expect(told.at(-1)).toEqual({ type: 'stop-print', id: 1 });
  await Promise.resolve();
  expect(hasEnded).toBe(false);
  own.hear(printed(1, 'stopped'));
  expect(await ended).toBe(reason);
  // Nothing is begun after a stop, and a stop after the end stops nothing.
  await expect(own.printer.print('/b.html', '/b.pdf', stop.signal)).rejects.toBe(reason);
  const late = new AbortController();
  const done = own.printer.print('/c.html', '/c.pdf', late.signal);
  own.hear(printed(2, null));
  await done;
  late.abort();
  expect(told.map(({ type }) => type)).toEqual(['print', 'stop-print', 'print']);
});
