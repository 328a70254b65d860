import { afterEach, expect, test, vi } from 'vitest';
import { StatusLine } from './status-line.ts';

const { isTTY, columns } = process.stderr;
afterEach(() => {
  vi.restoreAllMocks();
  Object.assign(process.stderr, { isTTY, columns });
});

/** A status line, and what it writes. */
function line(isTerminal: boolean) {
  Object.assign(process.stderr, { isTTY: isTerminal, columns: 10 });
  const written: string[] = [];
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    written.push(String(text));
    return true;
  });
  return { status: new StatusLine(), written };
}

test('on a terminal the line is updated in place, cut to the width, and ended or removed once', () => {
  const { status, written } = line(true);
  status.remove();
  status.put('one');
  status.put('longer than the terminal');
  status.end();
  status.end();
  status.put('two');
  status.remove();
  expect(written).toEqual(['\r\u001b[Kone', '\r\u001b[Klonger th', '\n', '\r\u001b[Ktwo', '\r\u001b[K']);
});

test('elsewhere each text is a line of its own', () => {
  const { status, written } = line(false);
  status.put('longer than the terminal');
  status.end();
  status.remove();
  expect(written).toEqual(['longer than the terminal\n']);
});
