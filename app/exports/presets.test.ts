import { expect, test } from 'vitest';
import { defaultOptions } from './presets.ts';

test('files begin with a byte order mark on Windows, unless the user says otherwise', () => {
  expect(defaultOptions('f', [], 'win32').byteOrderMark).toBe(true);
  expect(defaultOptions('f', [], 'linux').byteOrderMark).toBe(false);
  expect(defaultOptions('f', [], 'darwin').byteOrderMark).toBe(false);
});
